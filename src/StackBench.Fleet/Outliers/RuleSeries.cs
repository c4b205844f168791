using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>What a rule made of one series.</summary>
/// <param name="Rule">Which one.</param>
/// <param name="Residuals">Of each column from what was expected of it, as a logarithm; NaN where nothing was.</param>
/// <param name="Tests">Columns that were tested.</param>
/// <param name="Candidates">Columns beyond the gap, with how many scales and the chance of that.</param>
/// <param name="Low">Nodes of the lower of two populations; empty where there is one.</param>
/// <param name="Distance">Between the two populations, as a difference of logarithms.</param>
/// <param name="Shift">How much the whole fleet changed, as a logarithm; zero where that is noise or too little, and for siblings.</param>
/// <param name="Again">The chance of a column's confirming value; null where it has none.</param>
internal sealed record RuleSeries(
    OutlierRule Rule, double[] Residuals, int Tests, ImmutableArray<Candidate> Candidates, ImmutableArray<int> Low, double Distance,
    double Shift, Func<int, AgainValue?> Again)
{
    /// <summary>Whether a column was tested.</summary>
    public Func<int, bool> IsTested { get; init; } = column => !double.IsNaN(Residuals[column]);
}

/// <param name="IsCertain">Whether its own small group decides, without a correction over the fleet.</param>
internal readonly record struct Candidate(int Column, double Z, double Probability, bool IsCertain = false);

/// <summary>What a fresh job measured of a suspect.</summary>
/// <param name="IsBeyondGap">Whether the loss matters again.</param>
internal readonly record struct AgainValue(bool IsBeyondGap, double Probability);
