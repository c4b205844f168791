namespace StackBench.Report.Nights;

/// <summary>A night of a device or a node.</summary>
/// <param name="Difference">From the median of its kind that night, as a share.</param>
/// <param name="Value">The value itself, as text.</param>
/// <param name="IsJudged">Whether it is the night of the page, or the job that repeated it.</param>
public sealed record NightPoint(string Night, double Difference, string Value, bool IsJudged);
