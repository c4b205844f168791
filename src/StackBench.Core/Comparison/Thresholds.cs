using System.Collections.Frozen;
using System.Collections.Immutable;
using StackBench.Core.Metrics;

namespace StackBench.Core.Comparison;

/// <summary>Smallest relative change of each metric that matters (0.03 = 3 %), above zero.</summary>
/// <param name="Wanted">What the user asked for, by metric name; it goes before the metric's own.</param>
/// <param name="NoiseFloors">What this machine can tell at best, by metric name or <c>result key/metric</c>.</param>
public sealed record Thresholds(ImmutableDictionary<string, double> Wanted, ImmutableDictionary<string, double> NoiseFloors)
{
    private const double Usual = 0.03;

    private static readonly FrozenDictionary<string, double> Defined =
        MetricDefinitions.All.ToFrozenDictionary(definition => definition.Name, definition => definition.Threshold, StringComparer.Ordinal);

    public static Thresholds Default { get; } = new(ImmutableDictionary<string, double>.Empty, ImmutableDictionary<string, double>.Empty);

    /// <summary>The threshold wanted for a metric.</summary>
    public double Of(string metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (Wanted.TryGetValue(metric, out var wanted)) return wanted;
        if (Defined.TryGetValue(metric, out var own)) return own;
        // Other tools have quantiles that are not defined here: p99-e2el, p95-ttft, p99.9-itl.
        return metric is ['p', '9', >= '0' and <= '9', ..] ? MetricDefinitions.TailThreshold : Usual;
    }

    /// <summary>The noise floor of a metric of a result; zero where none is known.</summary>
    public double FloorOf(string result, string metric) =>
        NoiseFloors.TryGetValue($"{result}/{metric}", out var own) ? own : NoiseFloors.GetValueOrDefault(metric);
}
