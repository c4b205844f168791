using StackBench.Core.Metrics;

namespace StackBench.Core.Workloads;

/// <summary>A metric of a workload and how a launch's samples become its value.</summary>
/// <param name="Source">Which number of the launch feeds it.</param>
public sealed record WorkloadMetric(MetricDefinition Definition, MetricSource Source);
