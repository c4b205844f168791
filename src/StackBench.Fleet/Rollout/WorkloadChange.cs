using StackBench.Core.Comparison;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Rollout;

/// <summary>What one workload says. Changes are shares of speed: -0.03 is 3 % slower.</summary>
/// <param name="Judged">Nodes that changed, or have the new value.</param>
/// <param name="Others">Nodes they are compared with.</param>
/// <param name="Interval">Of the change; null where the nodes are too few for one.</param>
/// <param name="PValue">Two-sided; null where nothing was tested.</param>
/// <param name="AdjustedPValue">After Holm's correction over the workloads.</param>
/// <param name="Gap">Smallest change that matters.</param>
/// <param name="Needed">Nodes a side that a verdict needs; null where there are enough.</param>
/// <param name="Reason">Why the verdict is not more.</param>
public sealed record WorkloadChange(
    FleetSeriesKey Series, Unit Unit, int Judged, int Others, double Change, Interval? Interval, double? PValue, double? AdjustedPValue,
    double Gap, Verdict Verdict, int? Needed, string? Reason);
