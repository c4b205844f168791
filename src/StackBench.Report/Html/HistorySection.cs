using System.Globalization;
using StackBench.Core.Trends;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>Where the headline metrics stand in their histories: those with steps first.</summary>
internal static class HistorySection
{
    /// <summary>Fewer points are no history.</summary>
    private const int FewestPoints = 3;

    private const int Width = 1280, Height = 220;
    private const int MostCharts = 40;
    private const int MostPoints = 120;

    public static Markup Of(ReportPage page)
    {
        SeriesTrend[] known = [.. page.Content.Trends.Where(
            trend => trend.Series.Points.Length >= FewestPoints && page.AnchorOf(trend.Series.Key) is not null)
            .OrderBy(trend => trend.Changes.IsEmpty)];
        if (known.Length == 0) return Markup.Empty;
        return Markup.Of($"""
            <section aria-labelledby="history"><h2 id="history">History</h2><p>One point per run, in order. A line marks a step that is beyond noise.</p>
            {known.Take(MostCharts).Select(Trend)}{(known.Length > MostCharts ? Markup.Of($"<p class=\"muted\">{known.Length - MostCharts} further histories: stackbench trend BENCHMARK.</p>") : Markup.Empty)}</section>
            """);
    }

    private static Markup Trend(SeriesTrend trend)
    {
        var series = trend.Series;
        var title = $"History of {series.Key.Benchmark} {series.Key.Workload}";
        var steps = string.Create(CultureInfo.InvariantCulture, $"{trend.Changes.Length} {(trend.Changes.Length == 1 ? "step" : "steps")}");
        var description = string.Create(CultureInfo.InvariantCulture, $"{series.Points.Length} runs from "
            + $"{TrendChart.Day(series.Points[0])} to {TrendChart.Day(series.Points[^1])}, {steps}");
        return Markup.Of($"""
            <h3>{series.Key.Benchmark} {series.Key.Workload} <span class="muted">{series.Metric}, {description}</span></h3>{Scrolled.Of(title, SvgSurface.Draw(Width, Height, title, description, surface => TrendChart.Draw(surface, trend, MostPoints)))}{(trend.Changes.IsEmpty ? Markup.Empty : Markup.Of($"<ul>{trend.Changes.Select(change => Step(series, change))}</ul>"))}{(NewestText.Of(trend) is { } newest ? Markup.Of($"<p class=\"warn\">{newest}</p>") : Markup.Empty)}
            """);
    }

    private static Markup Step(MetricSeries series, SeriesChange change) =>
        Markup.Of($"<li class=\"{(change.Ratio > 1 ? "worse" : "better")}\">{TrendChart.Step(series, change)}</li>");
}
