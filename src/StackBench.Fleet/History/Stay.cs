namespace StackBench.Fleet.History;

/// <summary>A card in a slot, from one night to another.</summary>
/// <param name="Slot">PCI address of the slot.</param>
/// <param name="From">First night in which it was seen there.</param>
/// <param name="To">Last night in which it was seen there.</param>
/// <param name="Nights">Nights in which it was seen there: fewer than from first to last where the node was absent.</param>
public sealed record Stay(string Card, string Node, string Slot, string From, string To, int Nights);
