namespace StackBench.Fleet.Campaigns;

/// <summary>A node as the scheduler sees it now.</summary>
/// <param name="IsIdle">Whether a job would start at once.</param>
/// <param name="Unreachable">Why no job can start there; null where one can.</param>
public sealed record Target(string Node, bool IsIdle, string? Unreachable = null);
