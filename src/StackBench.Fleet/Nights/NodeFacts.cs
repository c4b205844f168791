using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Nights;

/// <summary>Facts in which nodes differ from most of their kind: nearly all others agree on a value that none of them has.</summary>
internal sealed class NodeFacts
{
    private const double LeastShare = 0.8;
    private const int Most = 5, LongestValue = 80;
    private const string PlaceFact = "place";

    private readonly FleetRecord _record;
    private readonly Dictionary<string, string> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Fact), string> _usual = [];

    public NodeFacts(FleetRecord record)
    {
        _record = record;
        foreach (var series in record.Series)
            foreach (var unit in series.Units) _kinds.TryAdd(record.Units[unit].Node, series.Key.Kind);
        var counts = new Dictionary<(string Kind, string Fact), Dictionary<string, int>>();
        foreach (var (node, kind) in _kinds)
        {
            foreach (var fact in record.Facts.GetValueOrDefault(node, []).Where(fact => fact.Value is not null && fact.Name != PlaceFact))
            {
                if (!counts.TryGetValue((kind, fact.Name), out var values))
                    counts[(kind, fact.Name)] = values = new(StringComparer.Ordinal);
                values[fact.Value!] = values.GetValueOrDefault(fact.Value!) + 1;
            }
        }

        var sizes = _kinds.CountBy(node => node.Value).ToDictionary(StringComparer.Ordinal);
        foreach (var (key, values) in counts)
        {
            var (value, count) = values.MaxBy(one => one.Value);
            if (count >= LeastShare * sizes[key.Kind]) _usual[key] = value;
        }
    }

    /// <summary>The likeliest cause first.</summary>
    public ImmutableArray<string> Of(ImmutableArray<string> nodes)
    {
        if (nodes.IsEmpty || !_kinds.TryGetValue(nodes[0], out var kind)) return [];
        var own = nodes.Select(node => _record.Facts.GetValueOrDefault(node, []).Where(fact => fact.Value is not null)
            .DistinctBy(fact => fact.Name).ToDictionary(fact => fact.Name, fact => fact.Value!)).ToArray();
        return
        [
            .. own[0].Where(fact => _usual.TryGetValue((kind, fact.Key), out var usual)
                    && own.All(facts => facts.TryGetValue(fact.Key, out var value) && value != usual))
                .Select(fact => new FactChange(fact.Key, _usual[(kind, fact.Key)], fact.Value, FactRole.Cause))
                .OrderBy(SuspectRank.Of).ThenBy(change => change.Name, StringComparer.Ordinal).Take(Most)
                .Select(change => $"{Cut(change.Name)}: {Cut(change.After!)} here, {Cut(change.Before!)} elsewhere"),
        ];
    }

    private static string Cut(string text) => text.Length <= LongestValue ? text : text[..LongestValue] + "...";
}
