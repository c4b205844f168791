using System.Collections.Immutable;
using StackBench.Core.Text;
using StackBench.Fleet.Nights;

namespace StackBench.Fleet.History;

/// <summary>Finds the node or card that a text names.</summary>
public static class SubjectSearch
{
    private const int MostClose = 5;

    /// <summary>How UUIDs begin that NVIDIA's library reports; people leave it out.</summary>
    private const string UuidPrefix = "GPU-";

    /// <param name="text">A node's name, a card's UUID or serial number, or the beginning of one of these two.</param>
    public static SubjectMatch Of(FleetLog log, string text)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentException.ThrowIfNullOrEmpty(text);
        var nodes = log.Nights.SelectMany(night => night.Nodes.Keys).ToHashSet(StringComparer.Ordinal);
        if (nodes.Contains(text)) return new SubjectMatch(new NodeSubject(text), []);
        GpuCard[] cards =
        [
            .. log.Nights.SelectMany(night => night.Nodes.Values).SelectMany(node => node.Cards).Where(card => card.Id is not null)
                .DistinctBy(card => card.Id).OrderBy(card => card.Id, StringComparer.Ordinal),
        ];
        var exact = cards.Where(card => IsIn(card, id => Same(id, text))).ToArray();
        var found = exact.Length > 0 ? exact : [.. cards.Where(card => IsIn(card, id => IsBeginning(text, id)))];
        if (found is [var only]) return new SubjectMatch(new CardSubject(only.Id!), []);
        return new SubjectMatch(null, found.Length > 0
            ? [.. found.Take(MostClose).Select(card => card.Id!)]
            : Close(text, [.. nodes, .. cards.Select(card => card.Id!)]))
        {
            IsAmbiguous = found.Length > 1,
        };
    }

    private static bool IsIn(GpuCard card, Func<string, bool> matches) =>
        (card.Uuid is { } uuid && matches(uuid)) || (card.Serial is { } serial && matches(serial));

    private static bool Same(string id, string text) =>
        id.Equals(text, StringComparison.OrdinalIgnoreCase) || id.Equals(UuidPrefix + text, StringComparison.OrdinalIgnoreCase);

    private static bool IsBeginning(string text, string id) =>
        id.StartsWith(text, StringComparison.OrdinalIgnoreCase) || id.StartsWith(UuidPrefix + text, StringComparison.OrdinalIgnoreCase);

    private static ImmutableArray<string> Close(string text, string[] known)
    {
        var near = Spelling.Nearest(text, known);
        return
        [
            .. known.Where(name => name == near || name.StartsWith(text, StringComparison.OrdinalIgnoreCase)
                    || text.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                .OrderBy(name => name != near).ThenBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)
                .Take(MostClose),
        ];
    }
}
