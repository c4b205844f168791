using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Rollout;

/// <summary>Facts that go along with the one in question, so that any of them may be the cause.</summary>
internal static class FactsAlong
{
    /// <summary>Facts that changed on the nodes that changed, and not on the others.</summary>
    public static ImmutableArray<SplittingFact> OfChanges(FleetLog log, NodeFacts facts, RolloutFact fact, NightPair?[] changes)
    {
        var pairs = changes.OfType<NightPair>().Distinct().ToArray();
        var (judged, others) = (new List<string>(), new List<string>());
        var changed = ImmutableDictionary.CreateBuilder<string, ImmutableArray<FingerprintFact>>(StringComparer.Ordinal);
        for (var node = 0; node < changes.Length; node++)
        {
            var at = node;
            var own = changes[node];
            var pair = own ?? pairs.Where(one => facts.IsSteady(one, at)).Select(one => (NightPair?)one).FirstOrDefault();
            if (pair is not { } nights) continue;
            (own is null ? others : judged).Add(facts.Nodes[node]);
            changed[facts.Nodes[node]] = Changed(
                Of(log.Nights[nights.Before].Nodes[facts.Nodes[node]], fact), Of(log.Nights[nights.After].Nodes[facts.Nodes[node]], fact));
        }

        return judged.Count == 0 || others.Count == 0 ? [] : SplittingFacts.Of(judged, others, changed.ToImmutable());
    }

    /// <summary>Facts that differ between the nodes with one value and those with the other.</summary>
    public static ImmutableArray<SplittingFact> OfNight(FleetLog log, NodeFacts facts, RolloutFact fact, int night)
    {
        int[] nodes = [.. Enumerable.Range(0, facts.Nodes.Length)];
        string[] judged = [.. nodes.Where(node => facts.HasWith(night, node)).Select(node => facts.Nodes[node])];
        string[] others = [.. nodes.Where(node => facts.HasAgainst(night, node)).Select(node => facts.Nodes[node])];
        return SplittingFacts.Of(judged, others, judged.Concat(others)
            .ToImmutableDictionary(node => node, node => Of(log.Nights[night].Nodes[node], fact), StringComparer.Ordinal));
    }

    private static ImmutableArray<FingerprintFact> Changed(ImmutableArray<FingerprintFact> before, ImmutableArray<FingerprintFact> after)
    {
        var old = before.ToLookup(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal);
        return
        [
            .. after.Where(fact => old.Contains(fact.Name) && !old[fact.Name].Contains(fact.Value))
                .Select(fact => fact with { Value = $"{old[fact.Name].First()} -> {fact.Value}" }),
        ];
    }

    /// <summary>Facts without the addresses of GPUs, and without the one in question.</summary>
    private static ImmutableArray<FingerprintFact> Of(NodeNight node, RolloutFact fact) =>
    [
        .. node.Facts.Select(one => one with { Name = FactNames.Short(one.Name) }).Where(one => one.Name != fact.Name)
            .DistinctBy(one => (one.Name, one.Value)),
    ];
}
