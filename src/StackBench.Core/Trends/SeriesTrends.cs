using System.Collections.Concurrent;
using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;

namespace StackBench.Core.Trends;

/// <summary>The trends of all series that observations make, in their order.</summary>
public static class SeriesTrends
{
    /// <param name="thresholds">Of each metric the greater of threshold and noise floor is the smallest step that is told.</param>
    public static ImmutableArray<SeriesTrend> Of(IEnumerable<Observation> observations, Thresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        // A series that changed takes ten times as long as one that did not: dealt out one by one.
        var series = Partitioner.Create(
            SeriesObservations.Of(observations).Where(one => !MetricDefinitions.DescribesWork(one.Metric)),
            EnumerablePartitionerOptions.NoBuffering);
        return [.. series.AsParallel().AsOrdered().Select(MetricSeries.Of)
            .Select(one => SeriesTrend.Of(one, Math.Max(thresholds.Of(one.Metric), thresholds.FloorOf(one.Key.ToString(), one.Metric))))];
    }
}
