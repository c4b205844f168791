namespace StackBench.Core.Workloads;

/// <summary>
/// Where a workload stands in the ladder of the stack: what it measures for the layers above, and what it is held against.
/// </summary>
/// <param name="Provides">Name of the level this workload measures for others, e.g. <c>fma.fp32</c>; the best
/// result of a level counts.</param>
/// <param name="Below">Name of the level this workload is held against; null at the bottom.</param>
/// <param name="Factor">Rate expected above one unit of the level below: 2 where bf16 dot products run at twice the fp32 FMA rate.</param>
/// <param name="BelowTitle">The level below in words, e.g. <c>measured fp32 FMA peak</c>.</param>
public sealed record Layer(string? Provides = null, string? Below = null, double Factor = 1, string? BelowTitle = null);
