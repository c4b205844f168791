using System.Collections.Immutable;
using StackBench.Core.Metrics;

namespace StackBench.Core.Telemetry;

/// <summary>What a device did at rest and under load, as series of the metrics that tell it. Pure.</summary>
public static class LoadReadings
{
    /// <param name="device">As telemetry calls it.</param>
    /// <returns>By metric name; absent where nothing was read.</returns>
    public static ImmutableSortedDictionary<string, ImmutableArray<double>> Of(string device, TelemetrySeries rest, TelemetrySeries load)
    {
        var clock = device == TelemetryQuantities.CpuDevice ? TelemetryQuantities.Frequency : TelemetryQuantities.CoreClock;
        (MetricDefinition Metric, ImmutableArray<double> Values)[] all =
        [
            (MetricDefinitions.SustainedClock, Values(load, device, clock)),
            (MetricDefinitions.LoadPower, Values(load, device, TelemetryQuantities.Power)),
            (MetricDefinitions.IdlePower, Values(rest, device, TelemetryQuantities.Power)),
        ];
        return all.Where(entry => !entry.Values.IsEmpty)
            .ToImmutableSortedDictionary(entry => entry.Metric.Name, entry => entry.Values, StringComparer.Ordinal);
    }

    /// <summary>The readings of a quantity; empty where the device does not tell it.</summary>
    public static ImmutableArray<double> Values(TelemetrySeries series, string device, string quantity)
    {
        ArgumentNullException.ThrowIfNull(series);
        return series.Find(device, quantity) is { } channel ? [.. series.Readings(channel).Select(reading => reading.Value)] : [];
    }
}
