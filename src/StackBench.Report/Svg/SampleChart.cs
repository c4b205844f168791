using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Report.Writing;

namespace StackBench.Report.Svg;

/// <summary>
/// The samples of a result in the order they were taken, launch beside launch, their distribution at the right, and what the machine did
/// meanwhile on the same axis of time.
/// </summary>
internal static class SampleChart
{
    private const int Width = 1280, Left = 150, Right = 1060, HistogramLeft = 1080, HistogramRight = 1270;
    private const int SamplesTop = 24, SamplesBottom = 200, PanelHeight = 90, PanelGap = 26;
    private const int Bins = 16;

    /// <summary>Quantities that explain a rate, the most telling first.</summary>
    private static readonly ImmutableArray<string> Telling =
        [TelemetryQuantities.Power, TelemetryQuantities.Temperature, TelemetryQuantities.CoreClock, TelemetryQuantities.Frequency, TelemetryQuantities.Others, TelemetryQuantities.Load];

    /// <summary>Nothing where no launch has samples.</summary>
    /// <param name="pointsPerLine">At most, so that a page stays small.</param>
    /// <param name="mostPanels">Channels of telemetry to draw.</param>
    public static Markup Of(BenchmarkResult result, int pointsPerLine, int mostPanels)
    {
        ImmutableArray<Launch> launches = [.. result.Launches.Where(launch => !launch.Samples.IsDefaultOrEmpty)];
        if (launches.IsEmpty) return Markup.Empty;
        var stretches = Stretches(launches);
        double[] durations = [.. launches.SelectMany(launch => launch.Samples).Select(sample => sample.DurationSeconds)];
        var y = Axis.Over(durations, SamplesBottom, SamplesTop);
        var panels = Panels(launches, mostPanels);
        var height = SamplesBottom + 40 + (panels.Length * (PanelHeight + PanelGap));
        var title = $"Samples of {result.Benchmark} {result.Workload} in order";
        var description = $"{NumberText.Quantity(durations.Min(), Unit.Second)} to {NumberText.Quantity(durations.Max(), Unit.Second)} per call, median {NumberText.Quantity(Quantile.Median(durations), Unit.Second)}";
        return Markup.Of($"""
            <svg viewBox="0 0 {Width} {height}" role="img" aria-label="{title}: {description}"><title>{title}</title><desc>{description}</desc>{y.Grid(5, Unit.Second, Left, Right)}{launches.Select((launch, index) => Line(launch, stretches[index], y, pointsPerLine))}{Histogram(durations, y)}{panels.Select((panel, index) => Panel(panel, launches, stretches, SamplesBottom + 40 + (index * (PanelHeight + PanelGap)), pointsPerLine))}</svg>
            """);
    }

    /// <summary>Each launch gets a stretch of the axis as long as it lasted.</summary>
    private static ImmutableArray<Axis> Stretches(ImmutableArray<Launch> launches)
    {
        const int gap = 16;
        double[] lengths = [.. launches.Select(launch => Math.Max(launch.Samples.Max(sample => double.IsFinite(sample.OffsetSeconds) ? sample.OffsetSeconds : 0), 1e-6))];
        var width = Math.Max(launches.Length, Right - Left - (gap * (launches.Length - 1)));
        var at = (double)Left;
        var stretches = ImmutableArray.CreateBuilder<Axis>(launches.Length);
        foreach (var length in lengths)
        {
            var end = at + (width * (length / lengths.Sum()));
            stretches.Add(new Axis(0, length, (int)at, (int)end));
            at = end + gap;
        }

        return stretches.ToImmutable();
    }

    private static Markup Line(Launch launch, Axis x, Axis y, int most)
    {
        var points = Polyline.Thin(launch.Samples, most, sample => sample.DurationSeconds);
        var tagged = points.Where(sample => sample.Tags != SampleTags.None).Take(most / 4);
        return Markup.Of($"<path class=\"line s{launch.Number % 3}\" d=\"{Polyline.Path(points.Select(sample => (x.At(sample.OffsetSeconds), y.At(sample.DurationSeconds))))}\"/>{tagged.Select(sample => Markup.Of($"<circle class=\"tag\" r=\"6\" cx=\"{x.At(sample.OffsetSeconds)}\" cy=\"{y.At(sample.DurationSeconds)}\"/>"))}<text x=\"{x.From}\" y=\"{SamplesBottom + 26}\">launch {launch.Number}</text>");
    }

    private static Markup Histogram(double[] durations, Axis y)
    {
        var counts = new int[Bins];
        foreach (var duration in durations) counts[Math.Min(Bins - 1, (SamplesBottom - y.At(duration)) * Bins / (SamplesBottom - SamplesTop))]++;
        var highest = counts.Max();
        const int thickness = (SamplesBottom - SamplesTop) / Bins;
        var bars = counts.Index().Where(bin => bin.Item > 0)
            .Select(bin => $"M{HistogramLeft} {SamplesBottom - ((bin.Index + 1) * thickness)}h{Math.Max(2, bin.Item * (HistogramRight - HistogramLeft) / highest)}v{thickness - 1}H{HistogramLeft}");
        return Markup.Of($"<path class=\"bars\" d=\"{string.Concat(bars)}\"/><text x=\"{HistogramLeft}\" y=\"{SamplesBottom + 26}\">distribution</text>");
    }

    private static ImmutableArray<TelemetryChannel> Panels(ImmutableArray<Launch> launches, int most)
    {
        var channels = launches.SelectMany(launch => launch.Telemetry?.Series.Channels ?? []).Select(series => series.Channel).Where(channel => channel.Kind is TelemetryKind.Instant or TelemetryKind.Interval)
            .DistinctBy(channel => channel.Name);
        return
        [
            .. channels.Select(channel => (Channel: channel, Rank: Telling.IndexOf(channel.Quantity.StartsWith(TelemetryQuantities.Temperature, StringComparison.Ordinal) ? TelemetryQuantities.Temperature : channel.Quantity)))
                .Where(entry => entry.Rank >= 0).OrderBy(entry => entry.Rank).Select(entry => entry.Channel).Take(most),
        ];
    }

    private static Markup Panel(TelemetryChannel channel, ImmutableArray<Launch> launches, ImmutableArray<Axis> stretches, int top, int most)
    {
        ImmutableArray<TelemetryReading> Readings(Launch launch) =>
            launch.Telemetry is { } telemetry && telemetry.Series.Channels.FirstOrDefault(series => series.Channel.Name == channel.Name) is { } found && found.Values.Length <= telemetry.Series.OffsetsSeconds.Length
                ? telemetry.Series.Readings(found)
                : [];
        var y = Axis.Over(launches.SelectMany(launch => Readings(launch)).Select(reading => reading.Value), top + PanelHeight, top);
        var lines = launches.Select((launch, index) => Polyline.Thin([.. Readings(launch).Where(reading => reading.AtSeconds >= 0 && reading.AtSeconds <= stretches[index].High)], most / 2, reading => reading.Value)
            .Select(reading => (stretches[index].At(reading.AtSeconds), y.At(reading.Value))));
        return Markup.Of($"<path class=\"grid\" d=\"M{Left} {top + PanelHeight}H{Right}\"/><text class=\"end\" x=\"{Left - 10}\" y=\"{top + 16}\">{Text(y.High, channel)}</text><text class=\"end\" x=\"{Left - 10}\" y=\"{top + PanelHeight}\">{Text(y.Low, channel)}</text><text x=\"{HistogramLeft}\" y=\"{top + (PanelHeight / 2)}\">{channel.Name}</text>{lines.Select(line => Markup.Of($"<path class=\"line telemetry\" d=\"{Polyline.Path(line)}\"/>"))}");
    }

    private static string Text(double value, TelemetryChannel channel) => NumberText.Quantity(value, channel.Unit);
}
