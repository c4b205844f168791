namespace StackBench.Fleet.Rollout;

/// <summary>The fact that a question is about, or why there is none.</summary>
/// <param name="Fact">Null where the question fits no fact, or several.</param>
public sealed record FactMatch(RolloutFact? Fact, string? Reason = null, string? Remedy = null);
