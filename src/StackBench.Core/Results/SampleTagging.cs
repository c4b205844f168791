using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Core.Results;

/// <summary>
/// Marks samples by what telemetry saw while they were taken. Pure; nothing is dropped, and what was not seen is not marked.
/// </summary>
public static class SampleTagging
{
    /// <param name="callsPerSample">Calls timed together, so that a sample lasts its duration times this.</param>
    /// <param name="series">With offsets since the first sample.</param>
    /// <param name="device">Device that was measured: its throttling counts, and only the CPU is contended for.</param>
    public static ImmutableArray<Sample> Of(ImmutableArray<Sample> samples, long callsPerSample, TelemetrySeries series, string device)
    {
        ArgumentNullException.ThrowIfNull(series);
        var throttled = HeldDown.Stretches(series, device, TelemetryQuantities.Throttle);
        var others = device == TelemetryQuantities.CpuDevice && series.Find(device, TelemetryQuantities.Others) is { } channel
            ? series.Readings(channel)
            : [];
        return [.. samples.Select(sample => sample with { Tags = sample.Tags | Tags(sample, callsPerSample, throttled, others) })];
    }

    private static SampleTags Tags(
        Sample sample, long callsPerSample, ImmutableArray<HeldStretch> throttled, ImmutableArray<TelemetryReading> others)
    {
        var begin = sample.OffsetSeconds;
        var end = begin + (sample.DurationSeconds * callsPerSample);
        var tags = SampleTags.None;
        if (throttled.Any(stretch => stretch.Share > 0 && Overlap(begin, end, stretch.FromSeconds, stretch.ToSeconds) > 0))
            tags |= SampleTags.Throttled;
        var seen = others.Sum(reading => Overlap(begin, end, reading.SinceSeconds, reading.AtSeconds));
        var taken = others.Sum(reading => reading.Value * Overlap(begin, end, reading.SinceSeconds, reading.AtSeconds));
        if (seen > 0 && CpuContention.Is(taken / seen)) tags |= SampleTags.Contended;
        return tags;
    }

    private static double Overlap(double begin, double end, double from, double to) =>
        Math.Max(0, Math.Min(end, to) - Math.Max(begin, from));
}
