namespace StackBench.Core.Telemetry;

/// <summary>A channel in a few numbers, in the channel's unit.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Readings">How many values stand behind it.</param>
/// <param name="Mean">Over time, not over readings.</param>
/// <param name="P95">95th percentile of the readings.</param>
public sealed record ChannelSummary(string Channel, int Readings, double Min, double Mean, double Max, double P95);
