using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Core.Verdicts;

/// <summary>Devices that heat or a current limit held down while they were measured.</summary>
internal static class ThrottlingFinding
{
    /// <summary>Share of the samples below which a run is that of a machine that was held down for a moment.</summary>
    private const double LeastShare = 0.02;

    public static IEnumerable<SummarySentence> Of(Run run) =>
        run.Results.GroupBy(result => result.Device, StringComparer.Ordinal).Select(device => Of(device.Key, [.. device]))
            .OfType<SummarySentence>();

    private static SummarySentence? Of(string device, ImmutableArray<BenchmarkResult> results)
    {
        LaunchFacts[] facts = [.. results.Select(LaunchFacts.Of).Where(fact => fact.Samples > 0)];
        var (samples, throttled) = (facts.Sum(fact => fact.Samples), facts.Sum(fact => fact.Throttled));
        if (throttled == 0 || throttled < LeastShare * samples) return null;
        var name = device == "cpu" ? "CPU" : "GPU " + device;
        var (hit, all) = (facts.Count(fact => fact.Throttled > 0), facts.Length);
        var held = string.Create(CultureInfo.InvariantCulture,
            $"in {NumberText.Share((double)throttled / samples)} of the samples of "
                + $"{(hit == all ? $"all {all}" : $"{hit} of {all}")} results");
        return new SummarySentence("throttled", SentenceKind.Problem,
            $"Throttled: heat or a current limit held the {name} down {held}{State(device, results)}. "
                + "Cool, it gives more than these values.",
            device == "cpu"
                ? "Look at fans, dust and air flow; let the machine cool, then measure again."
                : "Look at fans, air flow, temperature and power cables of the card; let it cool, then measure again.");
    }

    /// <summary><c>, up to 97 °C, at 2.4 GHz of up to 4.6 GHz</c>; what was not read is left out.</summary>
    private static string State(string device, ImmutableArray<BenchmarkResult> results)
    {
        ChannelSummary[] channels =
            [.. results.SelectMany(result => result.Launches).Where(launch => launch.Telemetry is not null
                    && launch.Samples.Any(sample => sample.Tags.HasFlag(SampleTags.Throttled)))
                .SelectMany(launch => launch.Telemetry!.Summary.Channels)];
        ChannelSummary[] Of(string quantity) => [.. channels.Where(channel =>
            channel.Channel.StartsWith(new TelemetryChannel(device, quantity, Unit.One).Name, StringComparison.Ordinal))];
        var heat = Of(TelemetryQuantities.Temperature);
        var clock = Of(TelemetryQuantities.Frequency) is { Length: > 0 } cpu ? cpu : Of(TelemetryQuantities.CoreClock);
        var hot = heat.Length == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", up to {heat.Max(channel => channel.Max):F0} {Unit.Celsius}");
        return clock.Length == 0
            ? hot
            : $"{hot}, at {NumberText.Quantity(clock.Average(channel => channel.Mean), Unit.Hertz)} of up to "
                + NumberText.Quantity(clock.Max(channel => channel.Max), Unit.Hertz);
    }
}
