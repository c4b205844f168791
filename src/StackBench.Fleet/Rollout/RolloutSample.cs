using System.Collections.Immutable;

namespace StackBench.Fleet.Rollout;

/// <summary>The nodes of one series in one design.</summary>
/// <param name="Strata">Each with nodes on both sides; empty for <see cref="RolloutDesign.BeforeAfter"/>.</param>
/// <param name="Judged">Nodes that changed, or have the new value.</param>
/// <param name="Others">Nodes they are compared with.</param>
/// <param name="Alone">Changes of nodes that have no others between the same nights.</param>
/// <param name="Left">Nodes that changed and are not judged.</param>
internal sealed record RolloutSample(ImmutableArray<Stratum> Strata, int Judged, int Others, double[] Alone, int Left)
{
    /// <summary>Nodes of a side and stratum that count, at most: more change no digit of an estimate.</summary>
    private const int MostNodes = 1000;

    /// <summary>What the strata tell together: the inverse of an estimate's variance, up to the scatter of the nodes.</summary>
    private double Weight => Strata.Sum(one => (double)one.Judged.Length * one.Others.Length / (one.Judged.Length + one.Others.Length));

    /// <summary>Nodes that changed, against those that did not between the same nights.</summary>
    public static RolloutSample OfChanges(NodeValues values, NodeFacts facts, NightPair?[] changes)
    {
        NightPair[] pairs = [.. changes.OfType<NightPair>().Distinct().OrderBy(pair => pair.After).ThenBy(pair => pair.Before)];
        var all = OfPairs(values, facts, changes, pairs);
        // Half of the nodes in one night and half in the next: each could be the other's comparison, but not both. The number of nodes
        // chooses, never a value.
        return all.Left == 0 ? all : pairs.Select(pair => OfPairs(values, facts, changes, [pair])).Prepend(all).MaxBy(one => one.Weight)!;
    }

    /// <param name="pairs">Nights whose changes are judged; who changed in others may be compared with.</param>
    private static RolloutSample OfPairs(NodeValues values, NodeFacts facts, NightPair?[] changes, NightPair[] pairs)
    {
        var judged = pairs.Select(_ => new List<double>()).ToArray();
        var changed = 0;
        for (var node = 0; node < changes.Length; node++)
        {
            if (changes[node] is not { } nights || values.ChangeOf(nights, node) is not { } change) continue;
            changed++;
            if (Array.IndexOf(pairs, nights) is >= 0 and var at) judged[at].Add(change);
        }

        var (others, nodes) = Steady(values, facts, changes, pairs, [.. judged.Select(all => all.Count)]);
        (List<double> Judged, List<double> Others)[] strata = [.. judged.Zip(others).Where(one => one.First.Count > 0)];
        var compared = strata.Where(one => one.Others.Count > 0).ToArray();
        var count = compared.Sum(one => one.Judged.Count);
        return new RolloutSample(
            [.. compared.Select(one => new Stratum(Thin(one.Judged), Thin(one.Others)))], count, nodes,
            [.. strata.Where(one => one.Others.Count == 0).SelectMany(one => one.Judged)], changed - count);
    }

    /// <summary>Nodes with one value against nodes with the other, in one night.</summary>
    public static RolloutSample OfNight(NodeValues values, NodeFacts facts, int night)
    {
        var (judged, others) = (new List<double>(), new List<double>());
        for (var node = 0; node < facts.Nodes.Length; node++)
        {
            if (values.Of(night, node) is not { } value) continue;
            if (facts.HasWith(night, node)) judged.Add(value);
            else if (facts.HasAgainst(night, node)) others.Add(value);
        }

        return new RolloutSample(
            judged.Count > 0 && others.Count > 0 ? [new Stratum(Thin(judged), Thin(others))] : [], judged.Count, others.Count, [], 0);
    }

    /// <summary>
    /// Changes of steady nodes for each pair of nights. A node counts in several pairs only where they share no night: a value that ends
    /// one change and begins another would tie the two together.
    /// </summary>
    private static (List<double>[] Others, int Nodes) Steady(
        NodeValues values, NodeFacts facts, NightPair?[] changes, NightPair[] pairs, int[] judged)
    {
        var others = pairs.Select(_ => new List<double>()).ToArray();
        var nodes = 0;
        for (var node = 0; node < facts.Nodes.Length; node++)
        {
            var used = new List<NightPair>();
            if (changes[node] is { } own && pairs.Contains(own)) used.Add(own);
            var before = used.Count;
            // First where others are few for those that changed.
            foreach (var at in Enumerable.Range(0, pairs.Length).OrderBy(at => (double)others[at].Count / judged[at]))
            {
                if (judged[at] == 0 || used.Exists(one => AreTied(one, pairs[at])) || !facts.IsSteady(pairs[at], node)
                    || values.ChangeOf(pairs[at], node) is not { } change)
                    continue;
                others[at].Add(change);
                used.Add(pairs[at]);
            }

            if (used.Count > before) nodes++;
        }

        return (others, nodes);
    }

    private static bool AreTied(NightPair one, NightPair other) =>
        one.Before == other.Before || one.Before == other.After || one.After == other.Before || one.After == other.After;

    private static double[] Thin(List<double> values)
    {
        var step = (values.Count + MostNodes - 1) / MostNodes;
        return step <= 1 ? [.. values] : [.. values.Where((_, at) => at % step == 0)];
    }
}
