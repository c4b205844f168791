namespace StackBench.Report.Charts;

/// <summary>A value of an axis and how it is written.</summary>
internal sealed record Tick(double Value, string Label);
