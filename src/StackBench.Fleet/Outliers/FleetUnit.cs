namespace StackBench.Fleet.Outliers;

/// <summary>A device in a node: what a finding is about.</summary>
/// <param name="Slot">The device as its engine names it: <c>cuda:3</c>.</param>
/// <param name="Place">The switches above the node, as Slurm's topology names them; null where they are unknown.</param>
public sealed record FleetUnit(string Node, string Slot, string? Place = null);
