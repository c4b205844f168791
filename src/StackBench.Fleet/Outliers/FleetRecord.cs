using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Fleet.Outliers;

/// <summary>What a fleet measured in one night, with the nights before it.</summary>
/// <param name="Night">The night that is judged.</param>
/// <param name="Facts">Facts of each node in that night that may have caused a difference.</param>
public sealed record FleetRecord(
    string Night, ImmutableArray<FleetUnit> Units, ImmutableArray<FleetSeries> Series,
    ImmutableDictionary<string, ImmutableArray<FingerprintFact>> Facts)
{
    /// <summary>Names of the earlier nights, oldest first: the rows of <see cref="FleetSeries.History"/>.</summary>
    public ImmutableArray<string> Earlier { get; init; } = [];

    /// <summary>Nodes and devices that should have a value that night and have none.</summary>
    public ImmutableArray<AbsentUnit> Absent { get; init; } = [];
}
