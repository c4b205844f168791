namespace StackBench.Fleet.Outliers;

/// <summary>
/// A node or a device that was planned or measured before and has no value in the night: nothing says that it is healthy.
/// </summary>
/// <param name="Slot">Null for the whole node.</param>
/// <param name="Place">The switches above the node when it was last measured; null where they are unknown.</param>
/// <param name="Reason">What is known about why; never empty.</param>
public sealed record AbsentUnit(string Node, string? Slot, string? Place, string Reason);
