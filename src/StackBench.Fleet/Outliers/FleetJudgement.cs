using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>What a night says of a fleet.</summary>
/// <param name="Findings">Confirmed first, then by how clear they are.</param>
/// <param name="Worst">The slowest devices against their siblings, whatever the verdicts.</param>
/// <param name="ChangedTests">Values that were judged by their own history.</param>
/// <param name="SlowTests">Values that were judged by their siblings.</param>
/// <param name="Values">Values of the night.</param>
public sealed record FleetJudgement(
    string Night, int Nodes, int Devices, ImmutableArray<FleetFinding> Findings, ImmutableArray<FleetPopulations> Populations,
    ImmutableArray<FleetShift> Shifts, ImmutableArray<RankedUnit> Worst, long ChangedTests, long SlowTests, long Values)
{
    /// <summary>What each rule found in each series, before it was gathered into findings.</summary>
    internal ImmutableArray<Flag> Flags { get; init; } = [];

    /// <summary>Whether a column of a series had enough siblings or nights for a verdict.</summary>
    internal Func<int, int, bool> IsTested { get; init; } = (_, _) => false;
}

/// <summary>A metric in which the whole fleet changed: no device differs from the others by it.</summary>
/// <param name="Change">As a share; -0.03 is 3 % slower than the nights before.</param>
public sealed record FleetShift(FleetSeriesKey Series, double Change);

/// <summary>A device in the order of speed.</summary>
/// <param name="Loss">Mean over its metrics against the median of its siblings, as a share; below zero it is faster.</param>
public sealed record RankedUnit(FleetUnit Unit, double Loss, int Metrics);
