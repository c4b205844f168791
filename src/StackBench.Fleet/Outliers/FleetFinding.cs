using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>A device, a node or a place that is slower than it was, or than its siblings are.</summary>
/// <param name="Place">Set for a place; else where the node is, if known.</param>
/// <param name="Node">Null for a place.</param>
/// <param name="Slot">Null for a node or a place.</param>
/// <param name="Nodes">The slow nodes it stands for.</param>
/// <param name="Metrics">Series that show it.</param>
/// <param name="Evidence">The series that shows it most clearly.</param>
/// <param name="Loss">In that series, as a share: 0.06 is 6 % slower than expected.</param>
/// <param name="Z">How many scales of noise that is.</param>
public sealed record FleetFinding(
    OutlierRule Rule, OutlierLevel Level, OutlierState State, string? Place, string? Node, string? Slot, ImmutableArray<string> Nodes,
    int Metrics,
    FleetSeriesKey Evidence, double Loss, double Z);
