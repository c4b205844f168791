using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Running;

/// <summary>Turns the samples of a launch into the values of its workload's metrics. Pure.</summary>
internal static class LaunchValues
{
    /// <summary>Of an engine that tells the times of single calls.</summary>
    private const string CallTimes = "call-times";

    /// <summary>Of an engine that could not do all of the work where it was asked to.</summary>
    private const string FallbackNodes = "fallback-nodes";

    // Below that the quantile would be one of the largest two values, and those are noise.
    private const int LeastForNinetieth = 20;
    private const int LeastForNinetyNinth = 200;

    /// <param name="against">The same launch of the workload it is held against; null while that is not measured.</param>
    /// <returns>Values by metric name; a metric without ground is absent.</returns>
    public static ImmutableSortedDictionary<string, double> Of(Workload workload, Launch launch, Launch? against)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        var hasFallenBack = launch.Series.ContainsKey(FallbackNodes);
        foreach (var metric in workload.Metrics)
            if (metric.IsOfFallback == hasFallenBack && Value(metric, workload, launch, against) is { } value)
                values.Add(metric.Definition.Name, value);
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
            && Work(workload.Cost, published) is > 0 and var work
            ? 100 * work / MedianSeconds(launch) / published.Limit
            : null,
        MetricSource.Series => launch.Series.TryGetValue(metric.Definition.Name, out var series) && !series.IsEmpty
            ? Quantile.Median(series.AsSpan())
            : null,
        MetricSource.SamplesOverMedian => workload.Cost.Samples / MedianSeconds(launch),
        MetricSource.NinetiethOfCalls => QuantileOfCalls(launch, 0.90, LeastForNinetieth),
        MetricSource.NinetyNinthOfCalls => QuantileOfCalls(launch, 0.99, LeastForNinetyNinth),
        MetricSource.AgainstOverMedian => against is null ? null : MedianSeconds(against) / MedianSeconds(launch),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric.Source, "unknown metric source"),
    };

    // What the published rate counts.
    private static double Work(Cost cost, Ceiling published) => published.Unit == Unit.BytePerSecond ? cost.Bytes : cost.Flop;

    private static double? QuantileOfCalls(Launch launch, double share, int least) =>
        launch.Series.TryGetValue(CallTimes, out var times) && times.Length >= least ? Quantile.Of(times.AsSpan(), share) : null;

    private static double MedianSeconds(Launch launch) => Quantile.Median([.. launch.Samples.Select(sample => sample.DurationSeconds)]);
}
