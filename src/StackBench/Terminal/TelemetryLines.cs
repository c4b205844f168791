using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Terminal;

/// <summary>
/// What the machine did during the launches of a result, a line per device: means of means, extremes of all, energy of all.
/// </summary>
internal static class TelemetryLines
{
    /// <summary>Only what was read appears; nothing where nothing was.</summary>
    public static IEnumerable<string> Of(BenchmarkResult result)
    {
        var records = result.Launches.Select(launch => launch.Telemetry).OfType<LaunchTelemetry>().ToArray();
        var devices =
            records.SelectMany(record => record.Series.Channels).Select(series => series.Channel.Device).Distinct(StringComparer.Ordinal);
        foreach (var device in devices.Where(device => device != TelemetryQuantities.MemoryDevice))
        {
            var parts = Parts(records, device).OfType<string>().ToArray();
            if (parts.Length > 0)
                yield return $"telemetry: {(device == TelemetryQuantities.CpuDevice ? "" : device + " ")}{string.Join(", ", parts)}";
        }
    }

    private static IEnumerable<string?> Parts(LaunchTelemetry[] records, string device)
    {
        var channels = records.SelectMany(record => record.Summary.Channels).ToLookup(summary => summary.Channel, StringComparer.Ordinal);
        var devices = records.SelectMany(record => record.Summary.Devices).Where(summary => summary.Device == device).ToArray();
        yield return Mean(TelemetryQuantities.Load, mean => "load " + NumberText.Share(mean));
        yield return Mean(TelemetryQuantities.Others, mean => "others " + NumberText.Share(mean));
        yield return Mean(TelemetryQuantities.Utilisation, mean => "busy " + NumberText.Share(mean));
        yield return Clock(Find(TelemetryQuantities.Frequency)) ?? Clock(Find(TelemetryQuantities.CoreClock));
        yield return Hottest(channels.Where(group => IsTemperature(group.Key, device)).SelectMany(group => group).ToArray());
        yield return Mean(TelemetryQuantities.Power, mean => NumberText.Quantity(mean, Unit.Watt));
        if (devices.Any(summary => summary.EnergyJoules is not null))
            yield return NumberText.Quantity(devices.Sum(summary => summary.EnergyJoules ?? 0), Unit.Joule);
        yield return Share("throttled", devices.Select(summary => summary.ThrottledShare));
        yield return Share("at its power limit", devices.Select(summary => summary.PowerLimitedShare));

        ChannelSummary[] Find(string quantity) => [.. channels[new TelemetryChannel(device, quantity, Unit.One).Name]];

        string? Mean(string quantity, Func<double, string> text) =>
            Find(quantity) is { Length: > 0 } found ? text(found.Average(summary => summary.Mean)) : null;
    }

    private static bool IsTemperature(string channel, string device) =>
        channel.StartsWith(new TelemetryChannel(device, TelemetryQuantities.Temperature, Unit.Celsius).Name, StringComparison.Ordinal);

    private static string? Clock(ChannelSummary[] found)
    {
        if (found.Length == 0) return null;
        var mean = found.Average(summary => summary.Mean);
        var (lowest, _) = NumberText.Parts(found.Min(summary => summary.Min), Unit.Hertz, mean);
        var (highest, _) = NumberText.Parts(found.Max(summary => summary.Max), Unit.Hertz, mean);
        return $"{NumberText.Quantity(mean, Unit.Hertz)} ({lowest} to {highest})";
    }

    private static string? Hottest(ChannelSummary[] found) => found.Length == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"up to {found.Max(summary => summary.Max):F0} {Unit.Celsius}");

    private static string? Share(string word, IEnumerable<double?> shares)
    {
        var known = shares.OfType<double>().ToArray();
        return known.Length == 0 ? null : $"{word} {(known.All(share => share == 0) ? "0 %" : NumberText.Share(known.Average()))}";
    }
}
