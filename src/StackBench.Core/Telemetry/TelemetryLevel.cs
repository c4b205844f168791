using StackBench.Core.Units;

namespace StackBench.Core.Telemetry;

/// <summary>The latest reading of a channel, by the channel's name.</summary>
public sealed record TelemetryLevel(string Channel, Unit Unit, double Value);
