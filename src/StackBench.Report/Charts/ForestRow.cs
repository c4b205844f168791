using StackBench.Core.Assessments;

namespace StackBench.Report.Charts;

/// <summary>A ratio with its interval.</summary>
/// <param name="Ratio">Above zero.</param>
/// <param name="Low">Equal to <paramref name="Ratio"/> where there is no interval.</param>
/// <param name="Band">Relative change that does not matter: 0.05 draws marks at 1/1.05 and 1.05.</param>
public sealed record ForestRow(string Label, double Ratio, double Low, double High, double Band, Role Role)
{
    /// <summary>At the right, in the colour of the role; null where the label says all.</summary>
    public string? Note { get; init; }

    /// <summary>All of it in words, where the surface shows it on demand.</summary>
    public string? Title { get; init; }

    /// <summary>Fragment of the detail; null where there is none.</summary>
    public string? Anchor { get; init; }
}
