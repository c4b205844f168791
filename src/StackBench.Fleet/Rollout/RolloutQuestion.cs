namespace StackBench.Fleet.Rollout;

/// <summary>What is asked, as it was written: <c>driver=560</c> against <c>driver=550</c>.</summary>
public sealed record RolloutQuestion(string Fact, string With, string Against);
