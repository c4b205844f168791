using StackBench.Core.Assessments;

namespace StackBench.Report.Charts;

/// <summary>A ratio with its interval.</summary>
/// <param name="Ratio">Above zero.</param>
/// <param name="Low">Equal to <paramref name="Ratio"/> where there is no interval.</param>
/// <param name="Band">Relative change that does not matter: 0.05 draws marks at 1/1.05 and 1.05.</param>
public sealed record ForestRow(string Label, double Ratio, double Low, double High, double Band, Role Role);
