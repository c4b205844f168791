using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Workloads;

namespace StackBench.Running;

/// <summary>Turns the samples of a launch into the values of its workload's metrics. Pure.</summary>
internal static class LaunchValues
{
    /// <param name="against">The same launch of the workload it is held against; null while that is not measured.</param>
    /// <returns>Values by metric name; a metric without ground is absent.</returns>
    public static ImmutableSortedDictionary<string, double> Of(Workload workload, Launch launch, Launch? against)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var metric in workload.Metrics)
            if (Value(metric, workload, launch, against) is { } value) values.Add(metric.Definition.Name, value);
        return values.ToImmutable();
    }

    /// <summary>The best rate of any sample, for the plausibility check: the shortest sample must be physically possible too.</summary>
    public static double? BestRate(WorkloadMetric headline, Cost cost, Launch launch)
    {
        var shortestSeconds = launch.Samples.Min(sample => sample.DurationSeconds);
        return headline.Source switch
        {
            MetricSource.BytesOverMedian or MetricSource.BytesOverBest => cost.Bytes / shortestSeconds,
            MetricSource.FlopOverMedian or MetricSource.FlopOverBest => cost.Flop / shortestSeconds,
            _ => null,
        };
    }

    private static double? Value(WorkloadMetric metric, Workload workload, Launch launch, Launch? against) => metric.Source switch
    {
        MetricSource.BytesOverMedian => workload.Cost.Bytes / MedianSeconds(launch),
        MetricSource.BytesOverBest => workload.Cost.Bytes / launch.Samples.Min(sample => sample.DurationSeconds),
        MetricSource.FlopOverMedian => workload.Cost.Flop / MedianSeconds(launch),
        MetricSource.FlopOverBest => workload.Cost.Flop / launch.Samples.Min(sample => sample.DurationSeconds),
        MetricSource.MedianTime => MedianSeconds(launch),
        MetricSource.MedianTimePerStep => MedianSeconds(launch) / workload.Cost.Steps,
        MetricSource.TokensOverMedian => workload.Cost.Tokens / MedianSeconds(launch),
        MetricSource.PayloadOverMedian => workload.Cost.Payload / MedianSeconds(launch),
        MetricSource.ShareOfPublished => workload.Bounds.Published is { Limit: > 0 } published
            ? 100 * (workload.Cost.Flop > 0 ? workload.Cost.Flop : workload.Cost.Bytes) / MedianSeconds(launch) / published.Limit
            : null,
        MetricSource.Series => launch.Series.TryGetValue(metric.Definition.Name, out var series) && !series.IsEmpty
            ? Quantile.Median(series.AsSpan())
            : null,
        MetricSource.AgainstOverMedian => against is null ? null : MedianSeconds(against) / MedianSeconds(launch),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric.Source, "unknown metric source"),
    };

    private static double MedianSeconds(Launch launch) => Quantile.Median([.. launch.Samples.Select(sample => sample.DurationSeconds)]);
}
