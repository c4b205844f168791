using System.Collections.Immutable;

namespace StackBench.Core.Telemetry;

/// <summary>The readings of one channel.</summary>
/// <param name="Values">One per tick; null where nothing was read.</param>
/// <param name="Reason">Why readings are missing or ended early; null when none failed.</param>
public sealed record ChannelSeries(TelemetryChannel Channel, ImmutableArray<double?> Values, string? Reason = null);
