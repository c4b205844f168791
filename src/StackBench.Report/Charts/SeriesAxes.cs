namespace StackBench.Report.Charts;

/// <summary>What the axes of a series stand for, and what each point says on demand.</summary>
/// <param name="First">Label at the begin of the x axis.</param>
/// <param name="Last">Label at its end.</param>
/// <param name="PointText">By index in the whole order; null where points say nothing.</param>
public sealed record SeriesAxes(string X, string Y, string First, string Last, Func<int, string>? PointText = null);
