using StackBench.Core.Metrics;

namespace StackBench.Core.Workloads;

/// <summary>A metric of a workload and how a launch's samples become its value.</summary>
/// <param name="Source">Which number of the launch feeds it.</param>
public sealed record WorkloadMetric(MetricDefinition Definition, MetricSource Source)
{
    public static WorkloadMetric Bandwidth { get; } = new(MetricDefinitions.Bandwidth, MetricSource.BytesOverMedian);
    public static WorkloadMetric FlopRate { get; } = new(MetricDefinitions.FlopRate, MetricSource.FlopOverMedian);
    public static WorkloadMetric OperationRate { get; } = new(MetricDefinitions.OperationRate, MetricSource.FlopOverMedian);
    public static WorkloadMetric TokenRate { get; } = new(MetricDefinitions.TokenRate, MetricSource.TokensOverMedian);
    public static WorkloadMetric CallTime { get; } = new(MetricDefinitions.CallTime, MetricSource.MedianTime);
    public static WorkloadMetric SpeedUp { get; } = new(MetricDefinitions.SpeedUp, MetricSource.AgainstOverMedian);
    public static WorkloadMetric PublishedShare { get; } = new(MetricDefinitions.PublishedShare, MetricSource.ShareOfPublished);

    /// <summary>A metric whose values the engine reports itself, in a series of its name.</summary>
    public static WorkloadMetric Reported(MetricDefinition definition) => new(definition, MetricSource.Series);
}
