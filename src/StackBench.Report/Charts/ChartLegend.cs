using StackBench.Core.Results;

namespace StackBench.Report.Charts;

/// <summary>What a number in a chart stands for.</summary>
/// <param name="Key">The result it is.</param>
public sealed record ChartLegend(ResultKey Key, string Text);
