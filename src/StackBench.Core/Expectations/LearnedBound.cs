using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Statistics;
using StackBench.Core.Trends;

namespace StackBench.Core.Expectations;

/// <summary>Bounds from what a machine gave so far.</summary>
public static class LearnedBound
{
    /// <summary>Runs that a bound is learned from: fewer do not show how far they differ.</summary>
    public const int LeastRuns = 3;

    /// <summary>Newest runs that count, so that a change that stayed is learned too.</summary>
    private const int MostRuns = 20;

    /// <summary>Past runs do not show the widest scatter there is.</summary>
    private const double Margin = 1.5;

    private const double UsualThreshold = 0.03;

    /// <summary>
    /// For each metric with values of enough runs: the median, less (or where lower is better, plus) twice the change that matters, or one
    /// and a half times half the range of the runs where that is wider.
    /// </summary>
    public static ImmutableArray<ExpectedBound> Of(IEnumerable<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        return
        [
            .. from observation in observations
               where double.IsFinite(observation.Value) && observation.Value > 0
                   && !MetricDefinitions.DescribesWork(observation.Metric.Metric)
               group observation by observation.Metric into metric
               let values = metric.OrderByDescending(observation => observation.Run.StartedAt).Take(MostRuns)
                   .Select(observation => observation.Value).ToArray()
               where values.Length >= LeastRuns
               orderby metric.Key.Key.Benchmark, metric.Key.Key.Workload, metric.Key.Key.Device
               let bound = Of(metric.Key, values)
               // Engines that measure the same work of a device share a bound, as it names none: the lowest of them keeps it.
               group bound by (bound.Pattern, bound.Device, bound.Metric, bound.Unit) into same
               select same.First() with { Least = same.Min(one => one.Least), Most = same.Max(one => one.Most) },
        ];
    }

    private static ExpectedBound Of(ObservedMetric metric, double[] values)
    {
        var median = Quantile.Median(values);
        var threshold = MetricDefinitions.All.FirstOrDefault(definition => definition.Name == metric.Metric)?.Threshold ?? UsualThreshold;
        var width = Math.Max(2 * threshold, Margin * (values.Max() - values.Min()) / 2 / median);
        var pattern = string.Concat($"{metric.Key.Benchmark} {metric.Key.Workload}"
            .Select(character => character is '*' or '?' or '\\' ? $"\\{character}" : character.ToString()));
        return metric.Better == Better.Higher
            ? new ExpectedBound(pattern, metric.Key.Device, metric.Metric, Math.Max(0, median * (1 - width)), null, metric.Unit)
            : new ExpectedBound(pattern, metric.Key.Device, metric.Metric, null, median * (1 + width), metric.Unit);
    }
}
