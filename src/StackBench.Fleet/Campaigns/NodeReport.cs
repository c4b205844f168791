namespace StackBench.Fleet.Campaigns;

/// <summary>A node of a campaign as it stands.</summary>
/// <param name="Attempt">Newest attempt, or the complete one; zero where there was none.</param>
/// <param name="Attempts">Jobs it had so far.</param>
/// <param name="Reason">Why it is in this state; empty where nothing is to be said.</param>
/// <param name="IsCurable">Whether another attempt may help.</param>
public sealed record NodeReport(string Node, NodeState State, int Attempt, int Attempts, string Reason = "", bool IsCurable = false);
