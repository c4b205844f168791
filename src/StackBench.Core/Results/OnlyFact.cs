using System.Collections.Immutable;

namespace StackBench.Core.Results;

/// <summary>The fact of a run that <c>--only</c> chose its workloads: a chosen part is not the whole.</summary>
public static class OnlyFact
{
    public const string Name = "tool.only";

    // Names of workloads hold commas.
    private const string Separator = " | ";

    public static FingerprintFact Of(IEnumerable<string> patterns) => new(Name, string.Join(Separator, patterns), FactRole.Noise);

    /// <returns>Empty where everything was wanted.</returns>
    public static ImmutableArray<string> Patterns(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return fingerprint[Name] is { } text ? [.. text.Split(Separator)] : [];
    }
}
