using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>
/// The samples of a result in the order they were taken, launch beside launch, their distribution at the right, and what the machine did
/// meanwhile on the same axis of time.
/// </summary>
internal static class SampleChart
{
    private const int TitleLines = 1, SampleLines = 8, PanelLines = 4, LabelCharacters = 13, HistogramCharacters = 17, Bins = 16;

    /// <summary>Quantities that explain a rate, the most telling first.</summary>
    private static readonly ImmutableArray<string> Telling =
        [TelemetryQuantities.Power, TelemetryQuantities.Temperature, TelemetryQuantities.CoreClock, TelemetryQuantities.Frequency,
            TelemetryQuantities.Others, TelemetryQuantities.Load];

    /// <summary>Null where no launch has samples.</summary>
    /// <param name="most">Points of a line, so that a page stays small.</param>
    /// <param name="mostPanels">Channels of telemetry to draw.</param>
    public static Chart? Of(BenchmarkResult result, int most, int mostPanels)
    {
        ArgumentNullException.ThrowIfNull(result);
        ImmutableArray<Launch> launches = [.. result.Launches.Where(launch => !launch.Samples.IsDefaultOrEmpty)];
        if (launches.IsEmpty) return null;
        double[] durations = [.. launches.SelectMany(launch => launch.Samples).Select(sample => sample.DurationSeconds)];
        var panels = Panels(launches, mostPanels);
        return new Chart(
            $"{result.Benchmark} {result.Workload} {result.Device}",
            $"samples in order, {NumberText.Quantity(durations.Min(), Unit.Second)} to "
                + $"{NumberText.Quantity(durations.Max(), Unit.Second)} per call, median "
                + $"{NumberText.Quantity(Quantile.Median(durations), Unit.Second)}",
            [], surface => Draw(surface, launches, durations, panels, most))
        {
            LinesAt = _ => SampleLines + 1 + (panels.Length * PanelLines),
        };
    }

    private static void Draw(
        IChartSurface surface, ImmutableArray<Launch> launches, double[] durations, ImmutableArray<TelemetryChannel> panels, int most)
    {
        var (character, line) = (surface.CharacterWidth, surface.CharacterHeight);
        var (left, right) = (LabelCharacters * character, surface.Width - ((HistogramCharacters + 3) * character));
        if (right <= left) return;
        var stretches = Stretches(launches, left, right, character);
        var (low, high) = Scale.Range(durations);
        var y = new Scale(low, high, (SampleLines - 0.5) * line, (TitleLines + 0.5) * line);
        surface.Text(0, line / 2, "time of a call", Role.Muted);
        foreach (var tick in UnitTicks.Of(low, high, SampleLines - TitleLines - 2, Unit.Second))
        {
            surface.Line(left, y.Clamped(tick.Value), right, y.Clamped(tick.Value), Role.Muted, LineStyle.Grid);
            surface.Text(left - character, y.Clamped(tick.Value), tick.Label, Role.Muted, TextAlign.Right);
        }

        var free = double.NegativeInfinity;
        foreach (var (launch, x) in launches.Zip(stretches))
        {
            var points = Thinning.Of(launch.Samples, most, sample => sample.DurationSeconds);
            var name = $"launch {NumberText.Exact(launch.Number)}";
            surface.Group(About(name, launch), null, () => surface.Lines(
                [.. points.Select(sample => (x.Clamped(sample.OffsetSeconds), y.Clamped(sample.DurationSeconds)))],
                launch.Number % 2 == 1 ? Role.Plain : Role.Muted));
            foreach (var sample in points.Where(sample => sample.Tags != SampleTags.None).Take(most / 4))
                surface.Group(About(name, sample), null,
                    () => surface.Point(x.Clamped(sample.OffsetSeconds), y.Clamped(sample.DurationSeconds), Role.Warn));
            if (x.From < free || x.From + (name.Length * character) > right) continue;
            surface.Text(x.From, (SampleLines + 0.5) * line, name, Role.Muted);
            free = x.From + ((name.Length + 1) * character);
        }

        Histogram(surface, durations, new Scale(low, high, 0, Bins), right + (2 * character), y.From, (y.From - y.To) / Bins);
        surface.Text(right + (2 * character), (SampleLines + 0.5) * line, "how often", Role.Muted);
        foreach (var (index, channel) in panels.Index())
            Panel(surface, channel, launches, stretches, (SampleLines + 1 + (index * PanelLines)) * line, left, right, most / 2);
    }

    private static string About(string name, Launch launch) =>
        $"{name}: {NumberText.Exact(launch.Samples.Length)} samples, median "
        + NumberText.Quantity(Quantile.Median([.. launch.Samples.Select(sample => sample.DurationSeconds)]), Unit.Second);

    private static string About(string name, Sample sample) =>
        $"{name}: {NumberText.Quantity(sample.DurationSeconds, Unit.Second)} after "
        + $"{NumberText.Quantity(sample.OffsetSeconds, Unit.Second)}, " + sample.Tags.ToString().ToLowerInvariant();

    /// <summary>Each launch gets a stretch of the axis as long as it lasted.</summary>
    private static ImmutableArray<Scale> Stretches(ImmutableArray<Launch> launches, double left, double right, double gap)
    {
        double[] lengths = [.. launches.Select(
            launch => Math.Max(launch.Samples.Max(sample => double.IsFinite(sample.OffsetSeconds) ? sample.OffsetSeconds : 0), 1e-6))];
        var width = Math.Max(launches.Length, right - left - (gap * (launches.Length - 1)));
        var at = left;
        var stretches = ImmutableArray.CreateBuilder<Scale>(launches.Length);
        foreach (var length in lengths)
        {
            var end = at + (width * (length / lengths.Sum()));
            stretches.Add(new Scale(0, length, at, end));
            at = end + gap;
        }

        return stretches.ToImmutable();
    }

    private static void Histogram(IChartSurface surface, double[] durations, Scale bins, double left, double bottom, double thickness)
    {
        var counts = new int[Bins];
        foreach (var duration in durations) counts[Math.Min(Bins - 1, (int)bins.Clamped(duration))]++;
        var widest = HistogramCharacters * surface.CharacterWidth;
        foreach (var (index, count) in counts.Index().Where(bin => bin.Item > 0))
            surface.Area(left, bottom - ((index + 1) * thickness), left + Math.Max(2, count * widest / counts.Max()),
                bottom - (index * thickness) - 1, Role.Plain);
    }

    private static ImmutableArray<TelemetryChannel> Panels(ImmutableArray<Launch> launches, int most)
    {
        var channels = launches.SelectMany(launch => launch.Telemetry?.Series.Channels ?? []).Select(series => series.Channel)
            .Where(channel => channel.Kind is TelemetryKind.Instant or TelemetryKind.Interval)
            .DistinctBy(channel => channel.Name);
        return
        [
            .. channels.Select(channel =>
                (Channel: channel, Rank: Telling.IndexOf(channel.Quantity.StartsWith(
                    TelemetryQuantities.Temperature, StringComparison.Ordinal) ? TelemetryQuantities.Temperature : channel.Quantity)))
                .Where(entry => entry.Rank >= 0).OrderBy(entry => entry.Rank).Select(entry => entry.Channel).Take(most),
        ];
    }

    private static void Panel(
        IChartSurface surface, TelemetryChannel channel, ImmutableArray<Launch> launches, ImmutableArray<Scale> stretches, double top,
        double left, double right, int most)
    {
        ImmutableArray<TelemetryReading>[] readings =
        [
            .. launches.Zip(stretches, (launch, x) => launch.Telemetry is { } telemetry
                && telemetry.Series.Channels.FirstOrDefault(series => series.Channel.Name == channel.Name) is { } found
                && found.Values.Length <= telemetry.Series.OffsetsSeconds.Length
                ? telemetry.Series.Readings(found)
                .Where(reading => reading.AtSeconds >= 0 && reading.AtSeconds <= x.High && double.IsFinite(reading.Value))
                .ToImmutableArray()
                : []),
        ];
        double[] values = [.. readings.SelectMany(launch => launch).Select(reading => reading.Value)];
        if (values.Length == 0) return;
        var (character, line) = (surface.CharacterWidth, surface.CharacterHeight);
        var (low, high) = Scale.Range(values);
        // The margin must not claim a negative share or power.
        if (values.Min() >= 0) low = Math.Max(0, low);
        var y = new Scale(low, high, top + ((PanelLines - 0.5) * line), top + (line / 2));
        surface.Line(left, y.From, right, y.From, Role.Muted, LineStyle.Grid);
        surface.Text(left - character, y.To, NumberText.Level(high, channel.Unit), Role.Muted, TextAlign.Right);
        surface.Text(left - character, y.From, NumberText.Level(low, channel.Unit), Role.Muted, TextAlign.Right);
        surface.Group(channel.Name, null, () => surface.Text(right + (2 * character), (y.From + y.To) / 2,
            ShortText.Of(channel.Quantity, HistogramCharacters), Role.Muted));
        foreach (var (launch, x) in readings.Zip(stretches))
            surface.Lines([.. Thinning.Of(launch, most, reading => reading.Value).Select(
                reading => (x.Clamped(reading.AtSeconds), y.Clamped(reading.Value)))], Role.Muted);
    }
}
