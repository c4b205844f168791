using System.Collections.Immutable;
using StackBench.Core.Assessments;

namespace StackBench.Report.Charts;

/// <summary>Values in order, drawn one beside the other.</summary>
/// <param name="Values">Finite.</param>
/// <param name="IsLine">Joined by lines, else points.</param>
public sealed record ChartSeries(ImmutableArray<double> Values, Role Role, bool IsLine = false);
