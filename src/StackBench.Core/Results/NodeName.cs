using System.Text.RegularExpressions;

namespace StackBench.Core.Results;

/// <summary>The name a machine has among others: fact <c>node.name</c>, in runs of older versions the host's name.</summary>
public static partial class NodeName
{
    public const string Fact = "node.name";

    private const string Host = "host.name";

    /// <summary>Null where nothing names the node: an imported file, a container of its own name.</summary>
    public static string? Of(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return fingerprint.Facts.Any(fact => fact.Name == Fact)
            ? fingerprint[Fact] is { } name && IsValid(name) ? name : null
            : fingerprint[Host] is { } host && IsValid(host) && !IsOfContainer(host) ? host : null;
    }

    /// <summary>
    /// Whether a text may name a node: letters, digits, dots, dashes and underscores, at most 253 of them, as DNS has it.
    /// </summary>
    public static bool IsValid(string text) => Form().IsMatch(text);

    /// <summary>Whether a host's name is one that a container got by itself: another one each time, so that it names no node.</summary>
    public static bool IsOfContainer(string host) => ContainerId().IsMatch(host);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,252}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    [GeneratedRegex("^[0-9a-f]{12}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContainerId();
}
