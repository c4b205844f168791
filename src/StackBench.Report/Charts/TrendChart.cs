using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Trends;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>The history of a metric as a line, run after run, with its steps.</summary>
public static class TrendChart
{
    public static Chart Of(SeriesTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        var series = trend.Series;
        var title = string.Create(CultureInfo.InvariantCulture, $"{MetricName.Of(series.Metric)} of {series.Points.Length} runs from "
            + $"{Day(series.Points[0])} to {Day(series.Points[^1])}");
        return new Chart(
            $"{series.Key.Benchmark} {series.Key.Workload} {series.Key.Device}", title,
            [.. trend.Changes.Select(change => new ChartLegend(series.Key, Step(series, change)))], surface => Draw(surface, trend));
    }

    /// <param name="most">Points to draw; more are thinned.</param>
    /// <param name="isExplained">Whether each point says its run and value where the surface can show that.</param>
    public static void Draw(IChartSurface surface, SeriesTrend trend, int most = int.MaxValue, bool isExplained = true)
    {
        ArgumentNullException.ThrowIfNull(trend);
        var series = trend.Series;
        var axes = new SeriesAxes("runs in order", MetricName.Of(series.Metric), Day(series.Points[0]), Day(series.Points[^1]),
            isExplained ? index => Point(series, index) : null);
        SeriesChart.Draw(
            surface, [new ChartSeries([.. series.Points.Select(point => point.Value)], Role.Plain, IsLine: true)], series.Unit,
            [.. trend.Changes.Select(change => new ChartMark(change.Index, change.Ratio > 1 ? Role.Worse : Role.Better))], most, axes);
    }

    private static string Point(MetricSeries series, int index) => string.Create(CultureInfo.InvariantCulture,
        $"{series.Points[index].StartedAt.UtcDateTime:yyyy-MM-dd HH:mm}: {NumberText.Quantity(series.Points[index].Value, series.Unit)}");

    /// <summary>How the value changed: <c>-10 % worse</c>.</summary>
    public static string Change(MetricSeries series, SeriesChange change)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(change);
        var value = series.Better == Core.Metrics.Better.Higher ? 1 / change.Ratio : change.Ratio;
        return $"{(value < 1 ? "-" : "+")}{NumberText.Share(Math.Abs(value - 1))} {(change.Ratio > 1 ? "worse" : "better")}";
    }

    /// <summary><c>2026-01-19: -10 % worse; os.kernel: 6.1 -> 6.12 (20260119-080000-0012)</c>.</summary>
    public static string Step(MetricSeries series, SeriesChange change)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(change);
        var point = series.Points[change.Index];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Day(point)}: {Change(series, change)}{(change.IsSuspected ? $", {Vocabulary.Word(Verdict.Suspected)}" : "")}; "
                + $"{(change.Cause is null ? "no fact changed there" : change.Cause.ToString())} ({point.RunId})");
    }

    internal static string Day(SeriesPoint point) => point.StartedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
