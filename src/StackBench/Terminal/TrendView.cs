using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Trends;
using StackBench.Core.Units;
using StackBench.Report;
using StackBench.Report.Charts;

namespace StackBench.Terminal;

/// <summary>The history of metrics for the terminal: a line each, its steps with what changed there, where it is heading.</summary>
internal static class TrendView
{
    private const int Indent = 2;
    private const int WidestLine = 100;

    public static ImmutableArray<TextLine> Lines(IReadOnlyList<SeriesTrend> trends, int width, Glyphs glyphs)
    {
        var lines = ImmutableArray.CreateBuilder<TextLine>();
        foreach (var trend in trends)
        {
            if (lines.Count > 0) lines.Add(TextLine.Empty);
            lines.AddRange(Lines(trend, width, glyphs));
        }

        return lines.ToImmutable();
    }

    private static IEnumerable<TextLine> Lines(SeriesTrend trend, int width, Glyphs glyphs)
    {
        var series = trend.Series;
        var engine = series.Key.Engine is null ? series.Key.Device : $"{series.Key.Device}, {series.Key.Engine}";
        yield return TextLine.Of(new Span(glyphs.Text($"{series.Key.Benchmark} {series.Key.Workload}"), IsHeading: true),
            new Span("  " + glyphs.Text($"{series.Metric}, {engine}"), Role.Muted));
        var points = series.Points;
        if (points.IsEmpty)
        {
            yield return Indented(new Span("no usable value", Role.Muted));
            yield break;
        }

        double[] values = [.. points.Select(point => point.Value)];
        yield return Indented(new Span(glyphs.Sparkline(values, Math.Max(10, Math.Min(WidestLine, width - Indent - 2)))));
        var range =
            $"{NumberText.Quantity(values.Min(), series.Unit)} to {NumberText.Quantity(values.Max(), series.Unit)}, now "
                + $"{NumberText.Quantity(values[^1], series.Unit)}";
        foreach (var line in Wrapped($"{Runs(points.Length)}, "
            + $"{Date(points[0].StartedAt)} to {Date(points[^1].StartedAt)}; {range}", Role.Muted, width, glyphs))
            yield return line;
        foreach (var change in trend.Changes)
            foreach (var line in Change(trend, change, width, glyphs)) yield return line;
        if (NewestText.Of(trend) is { } newest)
            foreach (var line in Wrapped(newest, trend.Newest!.Ratio > 1 ? Role.Warn : Role.Plain, width, glyphs)) yield return line;
        else if (trend.Changes.IsEmpty)
            yield return Indented(new Span(points.Length < 6 ? "too few runs to tell steps from noise" : "no step", Role.Muted));
        foreach (var line in Heading(trend).SelectMany(text => Wrapped(text, Role.Plain, width, glyphs))) yield return line;
        if (!series.LeftOut.IsEmpty)
            foreach (var line in series.LeftOut.CountBy(run => run.Reason, StringComparer.Ordinal)
                .SelectMany(reason => Wrapped($"{Runs(reason.Value)} left out: {reason.Key}", Role.Muted, width, glyphs)))
                yield return line;
    }

    private static IEnumerable<TextLine> Change(SeriesTrend trend, SeriesChange change, int width, Glyphs glyphs)
    {
        var point = trend.Series.Points[change.Index];
        var isWorse = change.Ratio > 1;
        var percent = TrendChart.Change(trend.Series, change);
        var cause = change.Cause is { } fact ? $"with {fact}" : "no known fact changed there";
        var unsure = change.IsSuspected
            ? $" ({Vocabulary.Word(Verdict.Suspected)}: only {Runs(change.RunsAfter)} after it; 'stackbench ab' can confirm)"
            : "";
        var glyph = glyphs.Verdict(isWorse ? Verdict.Regression : Verdict.Improvement);
        return Wrapped($"{glyph} {Date(point.StartedAt)}  {percent} from run {point.RunId}, {cause}{unsure}",
            isWorse ? Role.Worse : Role.Better, width, glyphs);
    }

    private static IEnumerable<string> Heading(SeriesTrend trend)
    {
        if (trend.Slope is { IsSignificant: true } slope)
            yield return $"{(trend.Changes.IsEmpty ? "" : "since then ")}{NumberText.Share(Math.Abs(slope.PerDay))} a day "
                + $"{(slope.PerDay > 0 ? "worse" : "better")}";
        if (trend.Forecast is { } forecast)
            yield return $"heading for {NumberText.Quantity(forecast.Value, trend.Series.Unit)} "
                + $"({NumberText.Quantity(forecast.Low, trend.Series.Unit)} to "
                + $"{NumberText.Quantity(forecast.High, trend.Series.Unit)}, {NumberText.Share(Forecast.Level)} prediction interval) "
                + $"on {Date(forecast.At)}";
    }

    private static IEnumerable<TextLine> Wrapped(string text, Role role, int width, Glyphs glyphs) =>
        TextWidth.Wrap(glyphs.Text(text), width - Indent).Select(line => Indented(new Span(line, role)));

    private static string Runs(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "run" : "runs")}");

    private static TextLine Indented(Span span) => TextLine.Of(new string(' ', Indent), span);

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
