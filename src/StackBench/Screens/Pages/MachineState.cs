using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Telemetry;
using StackBench.Machine.Doctor;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>How the machine is doing now, in a line for the CPU, one for each GPU, and one of the doctor.</summary>
internal static class MachineState
{
    private const int NarrowBar = 6, WideBar = 16, WideFrom = 120;
    private const string Gap = "  ";

    private static readonly ImmutableArray<string> OfCpu =
    [
        "cpu.load", "memory.available", "cpu.frequency", "cpu.temperature", "cpu.power",
    ];

    private static readonly ImmutableArray<string> OfGpu =
    [
        TelemetryQuantities.Utilisation, TelemetryQuantities.MemoryUsed, TelemetryQuantities.CoreClock, TelemetryQuantities.Temperature,
        TelemetryQuantities.Power,
    ];

    /// <param name="most">Lines; GPUs that have no room are counted.</param>
    public static ImmutableArray<TextLine> Lines(ScreenState state, int width, int most)
    {
        if (state.Telemetry.IsEmpty)
            return [TextLine.Of(new Span("Reading the machine...", Role.Muted)), .. Doctor(state, width)];
        string[] gpus =
        [
            .. state.Telemetry.Keys.Where(name => name.StartsWith("gpu.", StringComparison.Ordinal)).Select(DeviceOf)
                .Distinct(StringComparer.Ordinal),
        ];
        var shown = gpus.Length <= most - 2 ? gpus : gpus[..Math.Max(0, most - 3)];
        return
        [
            Line("cpu", OfCpu.Select(name => First(state, name)), state, width),
            .. shown.Select(gpu => Line(gpu, OfGpu.Select(quantity => First(state, $"{gpu}.{quantity}")), state, width)),
            .. gpus.Length > shown.Length
                ? [TextLine.Of(new Span(string.Create(
                    CultureInfo.InvariantCulture, $"{gpus.Length - shown.Length} more GPUs on page Machine"), Role.Muted))]
                : Array.Empty<TextLine>(),
            .. Doctor(state, width),
        ];
    }

    private static TextLine Line(string device, IEnumerable<string?> channels, ScreenState state, int width)
    {
        var spans = ImmutableArray.CreateBuilder<Span>();
        // What stands before the bus is the same for nearly every GPU.
        spans.Add(new Span(state.Glyphs.Text(device.Replace("gpu.0000:", "gpu ", StringComparison.Ordinal)), Role.Muted));
        foreach (var channel in channels.OfType<string>())
        {
            var gauge = Gauge.Of(channel, state.Telemetry[channel], state.Totals.TryGetValue(channel, out var total) ? total : null);
            spans.Add(new Span(Gap));
            if (gauge.Share is { } share)
            {
                spans.Add(new Span($"{Name(gauge.Name)} ", Role.Muted));
                spans.Add(new Span(state.Glyphs.Bar(share, width < WideFrom ? NarrowBar : WideBar) + " "));
            }

            spans.Add(new Span(state.Glyphs.Text(gauge.Text), IsHeading: true));
        }

        return Frame.Fit(new TextLine(spans.ToImmutable()), width, state.Glyphs);
    }

    /// <summary>The worst that the doctor found; its own page has the rest.</summary>
    public static IEnumerable<TextLine> Doctor(ScreenState state, int width)
    {
        if (state.Diagnosis is not { } diagnosis)
        {
            yield return TextLine.Of(new Span("doctor  looking...", Role.Muted));
            yield break;
        }

        if (diagnosis.Findings.MinBy(finding => finding.Severity) is not { } worst)
        {
            yield return TextLine.Of(new Span("doctor  ", Role.Muted), state.Glyphs.Mark(Mark.Sound), string.Create(
                CultureInfo.InvariantCulture, $" nothing found, {diagnosis.Passed.Length} checks fine"));
            yield break;
        }

        var (mark, role) = worst.Severity switch
        {
            Severity.Problem => (Mark.Failed, Role.Error),
            Severity.Warning => (Mark.Unsure, Role.Warn),
            _ => (Mark.Skipped, Role.Muted),
        };
        var more = diagnosis.Findings.Length == 1 ? "" : string.Create(
            CultureInfo.InvariantCulture, $" (and {diagnosis.Findings.Length - 1} more)");
        var text = state.Glyphs.Text(worst.Cause);
        yield return TextLine.Of(new Span("doctor  ", Role.Muted), state.Glyphs.Mark(mark), " ",
            new Span(TextWidth.Truncate(text, width - 10 - more.Length, state.Glyphs.Ellipsis), role), new Span(more, Role.Muted));
    }

    // A GPU has a sensor or more of a quantity: temperature.junction.
    private static string? First(ScreenState state, string name) =>
        state.Telemetry.Keys.FirstOrDefault(key => key == name || key.StartsWith(name + ".", StringComparison.Ordinal));

    // gpu.0000:03:00.0.power: the address has a dot of its own.
    private static string DeviceOf(string channel) => string.Join('.', channel.Split('.').Take(3));

    private static string Name(string gauge) => gauge switch
    {
        _ when gauge.EndsWith($".{TelemetryQuantities.Utilisation}", StringComparison.Ordinal) => TelemetryQuantities.Load,
        _ when gauge.EndsWith($".{TelemetryQuantities.Load}", StringComparison.Ordinal) => TelemetryQuantities.Load,
        _ => TelemetryQuantities.MemoryDevice,
    };
}
