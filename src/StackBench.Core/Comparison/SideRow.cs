using System.Collections.Immutable;

namespace StackBench.Core.Comparison;

/// <summary>A workload in several runs.</summary>
/// <param name="Key">What the runs have in common; its device is one of a kind, as <c>gpu:0</c> for each maker's first.</param>
/// <param name="Metric">The headline it is compared by.</param>
/// <param name="Cells">One for each run; null where it has no such value.</param>
public sealed record SideRow(Results.ResultKey Key, string Metric, ImmutableArray<SideCell?> Cells);
