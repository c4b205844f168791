using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Core.Trends;

/// <summary>A metric of a result with all that must be equal for two values of it to belong to one history.</summary>
public sealed record ObservedMetric(ResultKey Key, string Metric, Unit Unit, Better Better, Parameters Parameters);
