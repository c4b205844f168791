using StackBench.Core.Assessments;

namespace StackBench.Report.Charts;

/// <summary>A vertical line between two points of an order.</summary>
/// <param name="Before">Index of the point it stands before.</param>
public readonly record struct ChartMark(int Before, Role Role);
