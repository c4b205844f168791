using StackBench.Core.Metrics;

namespace StackBench.Core.Workloads;

/// <summary>A metric of a workload and how a launch's samples become its value.</summary>
/// <param name="Source">Which number of the launch feeds it.</param>
/// <param name="IsOfFallback">It is the metric of a launch in which the engine reported the series <c>fallback-nodes</c>: a part of the
/// work ran elsewhere than it was asked for, so that none of the other metrics has a value.</param>
public sealed record WorkloadMetric(MetricDefinition Definition, MetricSource Source, bool IsOfFallback = false)
{
    public static WorkloadMetric Bandwidth { get; } = new(MetricDefinitions.Bandwidth, MetricSource.BytesOverMedian);
    public static WorkloadMetric FlopRate { get; } = new(MetricDefinitions.FlopRate, MetricSource.FlopOverMedian);
    public static WorkloadMetric OperationRate { get; } = new(MetricDefinitions.OperationRate, MetricSource.FlopOverMedian);
    public static WorkloadMetric TokenRate { get; } = new(MetricDefinitions.TokenRate, MetricSource.TokensOverMedian);
    public static WorkloadMetric SampleRate { get; } = new(MetricDefinitions.SampleRate, MetricSource.SamplesOverMedian);
    public static WorkloadMetric CallTimeP90 { get; } = new(MetricDefinitions.CallTimeP90, MetricSource.NinetiethOfCalls);
    public static WorkloadMetric CallTimeP99 { get; } = new(MetricDefinitions.CallTimeP99, MetricSource.NinetyNinthOfCalls);
    public static WorkloadMetric CallTime { get; } = new(MetricDefinitions.CallTime, MetricSource.MedianTime);
    public static WorkloadMetric SpeedUp { get; } = new(MetricDefinitions.SpeedUp, MetricSource.AgainstOverMedian);
    public static WorkloadMetric PublishedShare { get; } = new(MetricDefinitions.PublishedShare, MetricSource.ShareOfPublished);

    public static WorkloadMetric PartlyCpuCallTime { get; } =
        new(MetricDefinitions.PartlyCpuCallTime, MetricSource.MedianTime, IsOfFallback: true);

    /// <summary>A metric whose values the engine reports itself, in a series of its name.</summary>
    public static WorkloadMetric Reported(MetricDefinition definition) => new(definition, MetricSource.Series);
}
