using System.Collections.Immutable;

namespace StackBench.Fleet.Rollout;

/// <summary>The nodes of one series in one design.</summary>
/// <param name="Strata">Each with nodes on both sides; empty for <see cref="RolloutDesign.BeforeAfter"/>.</param>
/// <param name="Judged">Nodes that changed, or have the new value.</param>
/// <param name="Others">Nodes they are compared with.</param>
/// <param name="Alone">Changes of nodes that have no others between the same nights.</param>
internal sealed record RolloutSample(ImmutableArray<Stratum> Strata, int Judged, int Others, double[] Alone)
{
    /// <summary>Nodes of a side and stratum that count, at most: more change no digit of an estimate.</summary>
    private const int MostNodes = 1000;

    /// <summary>Nodes that changed, against those that did not between the same nights.</summary>
    public static RolloutSample OfChanges(NodeValues values, NodeFacts facts, NightPair?[] changes)
    {
        var judged = new SortedDictionary<(int Before, int After), List<double>>();
        for (var node = 0; node < changes.Length; node++)
        {
            if (changes[node] is not { } nights || values.ChangeOf(nights, node) is not { } change) continue;
            var key = (nights.Before, nights.After);
            if (!judged.TryGetValue(key, out var all)) judged[key] = all = [];
            all.Add(change);
        }

        var pairs = judged.Keys.Select(key => new NightPair(key.Before, key.After)).ToArray();
        var counts = judged.Values.Select(all => all.Count).ToArray();
        var (others, nodes) = Steady(values, facts, changes, pairs, counts);
        Stratum[] strata = [.. judged.Values.Zip(others, (one, other) => new Stratum(Thin(one), Thin(other)))];
        ImmutableArray<Stratum> compared = [.. strata.Where(one => one.Others.Length > 0)];
        return new RolloutSample(
            compared, compared.Sum(one => one.Judged.Length), nodes,
            [.. strata.Where(one => one.Others.Length == 0).SelectMany(one => one.Judged)]);
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

        var stratum = new Stratum(Thin(judged), Thin(others));
        return new RolloutSample(
            stratum is { Judged.Length: > 0, Others.Length: > 0 } ? [stratum] : [], stratum.Judged.Length, stratum.Others.Length, []);
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
            if (changes[node] is { } own) used.Add(own);
            var before = used.Count;
            // First where others are few for those that changed.
            foreach (var at in Enumerable.Range(0, pairs.Length).OrderBy(at => (double)others[at].Count / judged[at]))
            {
                if (used.Exists(one => AreTied(one, pairs[at])) || !facts.IsSteady(pairs[at], node)
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
