using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>What one of several runs measured of a workload.</summary>
/// <param name="ShareOfBest">How good it is beside the best of its row: 1 for the best, 0.5 for half its rate or twice its time.</param>
/// <param name="IsBest">
/// Whether it is the best, or within <see cref="SideBySide.LeastDifference"/> of it, or their intervals overlap; false for all of a row
/// that has no other.
/// </param>
public sealed record SideCell(MetricValue Value, double ShareOfBest, bool IsBest);
