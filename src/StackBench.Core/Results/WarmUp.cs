namespace StackBench.Core.Results;

/// <summary>What ran before the first sample.</summary>
public sealed record WarmUp(long Calls, double DurationSeconds);
