using System.Collections.Immutable;

namespace StackBench.Core.Telemetry;

/// <summary>
/// When a device was held down. A single reading is no proof: a flag counts for the time between two readings that both state it.
/// </summary>
internal static class HeldDown
{
    /// <summary>All the time that is known, in order; empty where the device does not tell.</summary>
    /// <param name="quantity"><see cref="TelemetryQuantities.Throttle"/> or <see cref="TelemetryQuantities.PowerLimit"/>.</param>
    public static ImmutableArray<HeldStretch> Stretches(TelemetrySeries series, string device, string quantity)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Find(device, quantity) is not { } channel) return [];
        var readings = series.Readings(channel);
        return channel.Channel.Kind == TelemetryKind.Interval
            ? [.. readings.Select(reading => new HeldStretch(reading.SinceSeconds, reading.AtSeconds, Math.Clamp(reading.Value, 0, 1)))]
            : [.. TimeWeighted.Pairs(readings).Select(pair =>
                new HeldStretch(pair.Before.AtSeconds, pair.After.AtSeconds, Math.Min(pair.Before.Value, pair.After.Value) > 0 ? 1 : 0))];
    }

    /// <summary>Part of the known time; null where none is known.</summary>
    public static double? Share(ImmutableArray<HeldStretch> stretches)
    {
        var seconds = stretches.Sum(stretch => stretch.ToSeconds - stretch.FromSeconds);
        return seconds > 0 ? stretches.Sum(stretch => (stretch.ToSeconds - stretch.FromSeconds) * stretch.Share) / seconds : null;
    }
}
