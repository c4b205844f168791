using System.Collections.Immutable;

namespace StackBench.Core.Telemetry;

/// <summary>All that a sampler read: its ticks, and per channel a value for each of them.</summary>
/// <param name="OffsetsSeconds">Of the ticks, ascending; in a launch since the begin of its first sample, so negative before it.</param>
public sealed record TelemetrySeries(ImmutableArray<double> OffsetsSeconds, ImmutableArray<ChannelSeries> Channels)
{
    private const int SignificantDigits = 5;
    private const int OffsetDecimals = 4;

    public static TelemetrySeries Empty { get; } = new([], []);

    public ChannelSeries? Find(string device, string quantity) =>
        Channels.FirstOrDefault(series => series.Channel.Device == device && series.Channel.Quantity == quantity);

    /// <summary>The readings of a channel with their offsets, gaps left out.</summary>
    public ImmutableArray<TelemetryReading> Readings(ChannelSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var readings = ImmutableArray.CreateBuilder<TelemetryReading>(series.Values.Length);
        var since = OffsetsSeconds.IsEmpty ? 0 : OffsetsSeconds[0];
        for (var tick = 0; tick < series.Values.Length; tick++)
        {
            if (series.Values[tick] is not { } value) continue;
            readings.Add(new TelemetryReading(since, OffsetsSeconds[tick], value));
            since = OffsetsSeconds[tick];
        }

        return readings.ToImmutable();
    }

    /// <summary>The same with offsets since <paramref name="origin"/>.</summary>
    public TelemetrySeries Since(double origin) =>
        this with { OffsetsSeconds = [.. OffsetsSeconds.Select(offset => Math.Round(offset - origin, OffsetDecimals))] };

    /// <summary>
    /// Fit to be kept: five significant digits, and counters from zero at their first reading, through wraps. Channels that never
    /// had a reading are left out.
    /// </summary>
    public TelemetrySeries Compact() => this with
    {
        Channels = [.. Channels.Where(series => series.Values.Any(value => value is not null)).Select(Compact)],
    };

    private static ChannelSeries Compact(ChannelSeries series) => series with
    {
        Channel = series.Channel with { WrapsAt = null },
        Values =
            [.. (series.Channel.Kind == TelemetryKind.Counter ? Counter.FromFirst(series.Values, series.Channel.WrapsAt) : series.Values)
                .Select(Round)],
    };

    private static double? Round(double? value)
    {
        if (value is not { } number || number == 0) return value;
        var decimals = SignificantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(number)));
        if (decimals is >= 0 and <= 15) return Math.Round(number, decimals);
        var step = Math.Pow(10, -decimals);
        return decimals < 0 ? Math.Round(number / step) * step : number;
    }
}
