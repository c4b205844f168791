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
    /// Headline over what the level below promises: rate / (factor x best rate below), or for times (best time below / factor) /
    /// time. Where the headline is in another unit (tokens per second above bytes per second), the first metric in the unit of
    /// the level below stands in for it. Null for a result without value, without a level below, or whose level below was not
    /// measured in this run in the same unit.
    /// </summary>
    public double? ShareOf(BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result is not { Layer: { Below: { } below, Factor: > 0 } layer, Outcome: Ok { Metrics: var metrics } }) return null;
        if (!_best.TryGetValue((result.Device, below), out var best) || best.Value <= 0) return null;
        if (metrics.FirstOrDefault(metric => metric.Unit == best.Unit && metric.Better == best.Better) is not { Value: > 0 } value)
            return null;
        return value.Better == Better.Higher
            ? value.Value / (layer.Factor * best.Value)
            : best.Value / layer.Factor / value.Value;
    }

    /// <summary>The best value of a level on a device; null where none was measured.</summary>
    public MetricValue? BestOf(string device, string level) => _best.GetValueOrDefault((device, level));

    private static MetricValue Best(IEnumerable<MetricValue> values) =>
        values.Aggregate(
            (best, value) => (value.Better == Better.Higher ? value.Value > best.Value : value.Value < best.Value) ? value : best);
}
