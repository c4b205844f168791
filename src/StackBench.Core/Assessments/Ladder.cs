using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Core.Assessments;

/// <summary>
/// What each level of the stack delivers in one run, device by device, and which share of the level below a result reaches.
/// The best ok result that provides a level counts.
/// </summary>
public sealed class Ladder
{
    private readonly ImmutableDictionary<(string Device, string Level), MetricValue> _best;

    private Ladder(ImmutableDictionary<(string Device, string Level), MetricValue> best) => _best = best;

    public static Ladder Of(IEnumerable<BenchmarkResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var levels = results
            .Where(result => result is { Layer.Provides: not null, Headline: not null })
            .GroupBy(result => (result.Device, Level: result.Layer.Provides!), result => result.Headline!);
        return new Ladder(levels.ToImmutableDictionary(level => level.Key, Best));
    }

    /// <summary>
    /// Headline over what the level below promises: rate / (factor x best rate below), or for times (best time below / factor) / time.
    /// Null for a result without value, without a level below, or whose level below was not measured in this run in the same unit.
    /// </summary>
    public double? ShareOf(BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result is not { Layer: { Below: { } below, Factor: > 0 } layer, Headline: { Value: > 0 } headline }) return null;
        if (!_best.TryGetValue((result.Device, below), out var best)) return null;
        if (best.Unit != headline.Unit || best.Better != headline.Better || best.Value <= 0) return null;
        return headline.Better == Better.Higher
            ? headline.Value / (layer.Factor * best.Value)
            : best.Value / layer.Factor / headline.Value;
    }

    /// <summary>The best value of a level on a device; null where none was measured.</summary>
    public MetricValue? BestOf(string device, string level) => _best.GetValueOrDefault((device, level));

    private static MetricValue Best(IEnumerable<MetricValue> values) =>
        values.Aggregate((best, value) => (value.Better == Better.Higher ? value.Value > best.Value : value.Value < best.Value) ? value : best);
}
