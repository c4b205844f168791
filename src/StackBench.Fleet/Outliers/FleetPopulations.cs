using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>Nodes of a kind that fall into two groups: no outliers, but something that a part of them has.</summary>
/// <param name="IsOfChange">Whether they changed differently that night; else their values differ.</param>
/// <param name="Low">Nodes of the slower group.</param>
/// <param name="Of">Nodes of both.</param>
/// <param name="Loss">How much slower the lower group is, as a share.</param>
/// <param name="Series">The series that shows it most clearly.</param>
/// <param name="Metrics">Series that fall into two groups.</param>
/// <param name="Suspects">Facts that split the nodes the same way, the likeliest first.</param>
public sealed record FleetPopulations(
    bool IsOfChange, ImmutableArray<string> Low, int Of, double Loss, FleetSeriesKey Series, int Metrics,
    ImmutableArray<SplittingFact> Suspects);

/// <summary>A fact that splits nodes as their values do.</summary>
/// <param name="Agreement">1 where every node of one group has a value that none of the other has; 0.5 is chance.</param>
public sealed record SplittingFact(string Name, string? OfLow, string? OfHigh, double Agreement);
