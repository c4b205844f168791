namespace StackBench.Report.Charts;

/// <summary>A device in a heat map.</summary>
/// <param name="Difference">From the median of its kind, as a share; -0.06 is 6 % slower. NaN without a value.</param>
public readonly record struct HeatMapCell(double Difference, HeatMapMark Mark);
