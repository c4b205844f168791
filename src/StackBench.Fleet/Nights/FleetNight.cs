using System.Collections.Immutable;

namespace StackBench.Fleet.Nights;

/// <summary>A night of a fleet.</summary>
/// <param name="Nodes">By name; a node that was not measured is missing.</param>
public sealed record FleetNight(string Name, ImmutableDictionary<string, NodeNight> Nodes);
