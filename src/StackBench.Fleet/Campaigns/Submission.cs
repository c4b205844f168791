namespace StackBench.Fleet.Campaigns;

/// <summary>One try to give a node a job. Written before the scheduler is asked, and again with its answer.</summary>
/// <param name="JobId">Null before the answer, where the scheduler refused, and for launchers without jobs.</param>
/// <param name="Refusal">What the scheduler said; null where it took the job.</param>
public sealed record Submission(string Node, int Attempt, DateTimeOffset At, string? JobId = null, string? Refusal = null);
