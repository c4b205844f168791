namespace StackBench.Fleet.Campaigns;

/// <summary>A job that the scheduler has now.</summary>
/// <param name="IsPending">Whether it waits; else it runs, starts or ends.</param>
/// <param name="Reason">Why it waits, in the scheduler's words.</param>
public sealed record Job(string Id, bool IsPending, string Reason);
