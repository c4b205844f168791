using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Report;
using StackBench.Report.Charts;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>A run in progress: how far it is, what the workload being measured shows so far, and what is finished.</summary>
internal static class LiveRunView
{
    private const int WideFrom = 120;
    private const int HighFrom = 30;
    private const int HeadLines = 5;
    private const int LeastFinished = 3;
    private const int LeastChart = 4;
    private const int MostChart = 12;
    private const int MostLog = 3;
    private const int MostLaunches = 5;
    private const int MostStrip = 20;
    private const double IntervalLevel = 0.95;

    public static ImmutableArray<TextLine> Lines(LiveRun live, ScreenState state, int width, int height)
    {
        var glyphs = state.Glyphs;
        var current = live.Current is { } key ? glyphs.Text($"{key.Benchmark} {key.Workload}") : "";
        var place = live.Current is { } on
            ? "  " + glyphs.Text(string.Create(CultureInfo.InvariantCulture, $"{on.Device}, {on.Engine}, launch {live.Launch}"))
            : "";
        var room = height - HeadLines - LeastFinished;
        var charts = Charts(live, width, state.IsZoomed ? room : Math.Clamp(
            room / 2, LeastChart, width < WideFrom && height >= HighFrom ? 2 * MostChart : MostChart), height >= HighFrom, glyphs);
        return
        [
            TextLine.Of(new Span(glyphs.Bar(live.PlannedSteps == 0 ? 0 : (live.Step - 1.0) / live.PlannedSteps, width - 40)),
                " " + live.Progress),
            Frame.Fit(TextLine.Of(new Span(current, IsHeading: true), new Span(place + Next(live, glyphs), Role.Muted)), width, glyphs),
            Frame.Fit(Launches(live, glyphs), width, glyphs),
            Frame.Fit(Statistics(live, glyphs), width, glyphs),
            Frame.Fit(TextLine.Of(new Span(
                string.Join("  ", live.Levels.Select(level => glyphs.Text($"{level.Channel} {NumberText.Level(level.Value, level.Unit)}"))),
                Role.Muted)),
                width, glyphs),
            .. charts,
            TextLine.Empty,
            Frame.Fit(Tally(live, glyphs), width, glyphs),
            .. live.Finished.Reverse().SelectMany(result => Finished(result, width, glyphs))
                .Take(Math.Max(0, height - charts.Length - HeadLines - 2)),
        ];
    }

    /// <summary>The values of the launches before, as heights and numbers, and how many are to come.</summary>
    private static TextLine Launches(LiveRun live, Glyphs glyphs)
    {
        var planned = Math.Max(live.Run?.Settings.Launches ?? 0, live.Launch);
        var known = live.Before is { Headline: { } headline } result
            ? result.Launches.Where(launch => launch.Values.ContainsKey(headline.Metric))
                .Select(launch => launch.Values[headline.Metric]).ToArray()
            : [];
        var strip = known.Length == 0 ? "" : glyphs.Sparkline(known, known.Length, Sparkline.Around(known));
        var left = new string('.', Math.Clamp(planned - live.Launch, 0, MostStrip));
        var numbers = string.Join(", ", known.TakeLast(MostLaunches)
            .Select(value => NumberText.Quantity(value, live.Before!.Headline!.Unit)));
        return TextLine.Of(
            new Span("launches ", Role.Muted), new Span(strip), new Span(glyphs.Pointer, IsHeading: true), new Span(left, Role.Muted),
            new Span("  " + glyphs.Text(numbers.Length == 0 ? "" : $"{numbers} so far"), Role.Muted));
    }

    private static string Next(LiveRun live, Glyphs glyphs) =>
        live.Next is { } next ? "  " + glyphs.Text($"next: {next.Benchmark} {next.Workload}") : "";

    /// <summary>How what is finished ended.</summary>
    private static TextLine Tally(LiveRun live, Glyphs glyphs)
    {
        var counts = OutcomeCounts.Of(live.Finished);
        return TextLine.Of(new Span("finished", Role.Muted),
            new Span(live.Finished.IsEmpty ? "" : "  " + glyphs.Text(counts.ToString()), Role.Muted));
    }

    private static TextLine Statistics(LiveRun live, Glyphs glyphs)
    {
        if (live.Samples.IsEmpty) return TextLine.Of(new Span("warming up", Role.Muted));
        if (!live.IsCurrent && live.Sampled is { } last)
            return TextLine.Of(new Span(glyphs.Text(string.Create(CultureInfo.InvariantCulture,
                $"warming up; below still {last.Key.Benchmark} {last.Key.Workload}, launch {last.Launch}")), Role.Muted));
        var median = Quantile.Median([.. live.Samples]);
        // Of the samples of this launch; what launches differ by is in the result.
        var interval = MedianInterval.Of(live.Samples.AsSpan(), IntervalLevel) is { } found
            ? $" ± {NumberText.Share((found.High - found.Low) / 2 / median)}"
            : "";
        return TextLine.Of(
            new Span(string.Create(CultureInfo.InvariantCulture, $"{live.Samples.Length} samples, median "), Role.Muted),
            new Span(glyphs.Text(NumberText.Quantity(median, Unit.Second) + interval), IsHeading: true),
            new Span(" " + glyphs.Text($"a call, {NumberText.Quantity(live.Samples.Min(), Unit.Second)} to "
                + $"{NumberText.Quantity(live.Samples.Max(), Unit.Second)}"),
                Role.Muted));
    }

    // Samples in order and their distribution: side by side, else one above the other, else the samples alone.
    private static ImmutableArray<TextLine> Charts(LiveRun live, int width, int height, bool isHigh, Glyphs glyphs)
    {
        if (live.Samples.IsEmpty) return [.. Enumerable.Repeat(TextLine.Empty, height)];
        ImmutableArray<TextLine> Samples(int columns, int lines) => ChartLines.Draw(
            columns, lines, glyphs, surface => SeriesChart.Draw(surface, [new ChartSeries(live.Samples, Role.Plain)], Unit.Second));
        ImmutableArray<TextLine> Distribution(int columns, int lines) =>
            ChartLines.Draw(columns, lines, glyphs, surface => HistogramChart.Draw(surface, live.Samples, Unit.Second));
        if (width >= WideFrom)
            return Columns.Join(
                Samples(width * 3 / 5, height), Distribution(width - (width * 3 / 5) - Columns.GapWidth, height), width * 3 / 5);
        return isHigh && height >= 2 * LeastChart
            ? [.. Samples(width, height / 2), .. Distribution(width, height - (height / 2))]
            : Samples(width, height);
    }

    private static IEnumerable<TextLine> Finished(BenchmarkResult result, int width, Glyphs glyphs)
    {
        var assessment = Assessment.Of(result, share: null);
        var value = new RunRow(result, null, assessment).Value;
        yield return Frame.Fit(
            TextLine.Of(glyphs.Mark(assessment.Mark), " ", new Span(glyphs.Text($"{result.Benchmark} {result.Workload}")),
                new Span("  " + glyphs.Text(value), IsHeading: true), new Span("  " + glyphs.Text(assessment.Text), assessment.Role)),
            width,
            glyphs);
        foreach (var line in result.Outcome switch
        {
            Ok ok => ok.Notes.Select(note => TextLine.Of(new Span("  " + glyphs.Text(note.Message), Role.Warn))),
            Failed failed => failed.LogTail.TakeLast(MostLog).Select(line => TextLine.Of(new Span("  " + glyphs.Text(line), Role.Muted))),
            _ => [],
        })
            yield return Frame.Fit(line, width, glyphs);
    }
}
