using System.Collections.Immutable;
using StackBench.Core.Statistics;

namespace StackBench.Core.Telemetry;

/// <summary>A telemetry series in numbers.</summary>
/// <param name="Channels">Those with readings; counters and flags have no distribution and appear by device instead.</param>
/// <param name="Devices">Those with an energy or a word on throttling.</param>
public sealed record TelemetrySummary(ImmutableArray<ChannelSummary> Channels, ImmutableArray<DeviceSummary> Devices)
{
    private const double HighQuantile = 0.95;

    /// <summary>Computes it from the raw series. Pure.</summary>
    public static TelemetrySummary Of(TelemetrySeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return new TelemetrySummary(
            [.. series.Channels.Where(HasDistribution).Select(channel => Of(series, channel)).OfType<ChannelSummary>()],
            [.. series.Channels.Select(channel => channel.Channel.Device).Distinct(StringComparer.Ordinal)
                .Select(device => Of(series, device)).OfType<DeviceSummary>()]);
    }

    private static bool HasDistribution(ChannelSeries series) => series.Channel is { Kind: TelemetryKind.Instant or TelemetryKind.Interval }
        and not { Quantity: TelemetryQuantities.Throttle or TelemetryQuantities.PowerLimit };

    private static ChannelSummary? Of(TelemetrySeries series, ChannelSeries channel)
    {
        var readings = series.Readings(channel);
        if (readings.IsEmpty) return null;
        double[] values = [.. readings.Select(reading => reading.Value)];
        return new ChannelSummary(
            channel.Channel.Name, values.Length, values.Min(), TimeWeighted.Mean(readings, channel.Channel.Kind), values.Max(),
            Quantile.Of(values, HighQuantile));
    }

    private static DeviceSummary? Of(TelemetrySeries series, string device)
    {
        var counted = CounterJoules(series, device);
        var joules = counted ?? PowerJoules(series, device);
        var throttled = HeldDown.Share(HeldDown.Stretches(series, device, TelemetryQuantities.Throttle));
        var limited = HeldDown.Share(HeldDown.Stretches(series, device, TelemetryQuantities.PowerLimit));
        if (joules is null && throttled is null && limited is null) return null;
        EnergySource? source =
            joules is null ? null : counted is null ? Core.Telemetry.EnergySource.Power : Core.Telemetry.EnergySource.Counter;
        return new DeviceSummary(device, joules, source, throttled, limited);
    }

    // A counter that never moved is one the hardware does not fill, or too slow for the time: no device uses no energy.
    private static double? CounterJoules(TelemetrySeries series, string device)
    {
        if (series.Find(device, TelemetryQuantities.Energy) is not { Channel.Kind: TelemetryKind.Counter } counter) return null;
        var joules = Counter.FromFirst(counter.Values, counter.Channel.WrapsAt);
        for (var tick = joules.Length - 1; tick >= 0; tick--)
            if (counter.Values[tick] is not null) return joules[tick] is > 0 and var sum ? sum : null;
        return null;
    }

    private static double? PowerJoules(TelemetrySeries series, string device)
    {
        if (series.Find(device, TelemetryQuantities.Power) is not { } power) return null;
        var readings = series.Readings(power);
        return TimeWeighted.Seconds(readings, power.Channel.Kind) > 0 ? TimeWeighted.Integral(readings, power.Channel.Kind) : null;
    }
}
