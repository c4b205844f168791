using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Fleet.Outliers;

/// <summary>Which facts split two groups of nodes.</summary>
internal static class SplittingFacts
{
    private const double LeastAgreement = 0.9;
    private const int Most = 3;

    public static ImmutableArray<SplittingFact> Of(
        IReadOnlyCollection<string> low, IReadOnlyCollection<string> high,
        ImmutableDictionary<string, ImmutableArray<FingerprintFact>> facts)
    {
        var (ofLow, ofHigh) = (Counts(low, facts), Counts(high, facts));
        return
        [
            .. ofLow.Keys.Union(ofHigh.Keys).Select(name => Split(name, ofLow, ofHigh, low.Count, high.Count))
                .Where(fact => fact.Agreement >= LeastAgreement)
                .OrderByDescending(fact => Math.Round(fact.Agreement, 2))
                .ThenBy(fact => SuspectRank.Of(new FactChange(fact.Name, fact.OfHigh, fact.OfLow, FactRole.Cause)))
                .ThenBy(fact => fact.Name, StringComparer.Ordinal)
                .Take(Most),
        ];
    }

    private static SplittingFact Split(
        string name, Dictionary<string, Dictionary<string, int>> low, Dictionary<string, Dictionary<string, int>> high, int lows, int highs)
    {
        var (inLow, inHigh) = (low.GetValueOrDefault(name) ?? [], high.GetValueOrDefault(name) ?? []);
        double Lead(string value) =>
            ((double)inLow.GetValueOrDefault(value) / lows) - ((double)inHigh.GetValueOrDefault(value) / highs);
        string[] values = [.. inLow.Keys.Union(inHigh.Keys)];
        var (most, least) = (values.MaxBy(Lead)!, values.MinBy(Lead)!);
        var agreement = (1 + Math.Max(Lead(most), -Lead(least))) / 2;
        return new SplittingFact(
            name, Lead(most) > 0 ? most : null, Lead(least) < 0 ? least : null, agreement);
    }

    private static Dictionary<string, Dictionary<string, int>> Counts(
        IEnumerable<string> nodes, ImmutableDictionary<string, ImmutableArray<FingerprintFact>> facts)
    {
        var counts = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (var fact in nodes.SelectMany(node => facts.GetValueOrDefault(node, [])).Where(fact => fact.Value is not null))
        {
            if (!counts.TryGetValue(fact.Name, out var values)) counts[fact.Name] = values = new(StringComparer.Ordinal);
            values[fact.Value!] = values.GetValueOrDefault(fact.Value!) + 1;
        }

        return counts;
    }
}
