using System.Globalization;
using StackBench.Core.Trends;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>Where the headline metrics stand in their histories: those that changed first, the rest folded.</summary>
internal static class HistorySection
{
    /// <summary>Fewer points are no history.</summary>
    private const int FewestPoints = 3;

    private const int Width = 400, Height = 150;
    private const int MostCharts = 40;
    private const int MostPoints = 60;

    public static Markup Of(ReportPage page)
    {
        SeriesTrend[] known = [.. page.Content.Trends.Where(
            trend => trend.Series.Points.Length >= FewestPoints && page.AnchorOf(trend.Series.Key) is not null)];
        if (known.Length == 0) return Markup.Empty;
        var changed = known.Where(HasChanged).ToArray();
        var still = known.Where(trend => !HasChanged(trend)).ToArray();
        return Markup.Of($"""
            <section aria-labelledby="history"><h2 id="history">History</h2><p>One point per run, in order. A line marks a step that is beyond noise.</p>
            {Multiples(page, changed)}{(still.Length == 0 ? Markup.Empty : Markup.Of($"<details><summary>{Count(still.Length)} without a step</summary>{Multiples(page, still)}</details>"))}</section>
            """);
    }

    private static bool HasChanged(SeriesTrend trend) => !trend.Changes.IsEmpty || NewestText.Of(trend) is not null;

    /// <summary>Small charts beside each other, all of one size.</summary>
    private static Markup Multiples(ReportPage page, SeriesTrend[] trends)
    {
        if (trends.Length == 0) return Markup.Empty;
        var more = trends.Length > MostCharts
            ? Markup.Of($"<p class=\"muted\">{Count(trends.Length - MostCharts)} more: stackbench trend BENCHMARK.</p>")
            : Markup.Empty;
        return Markup.Of($"<div class=\"multiples\">{trends.Take(MostCharts).Select(trend => Trend(page, trend))}</div>{more}");
    }

    private static string Count(int histories) =>
        string.Create(CultureInfo.InvariantCulture, $"{histories} {(histories == 1 ? "history" : "histories")}");

    private static Markup Trend(ReportPage page, SeriesTrend trend)
    {
        var series = trend.Series;
        var title = $"History of {series.Key.Benchmark} {series.Key.Workload}";
        var steps = string.Create(CultureInfo.InvariantCulture, $"{trend.Changes.Length} {(trend.Changes.Length == 1 ? "step" : "steps")}");
        var description = string.Create(CultureInfo.InvariantCulture, $"{series.Points.Length} runs from "
            + $"{TrendChart.Day(series.Points[0])} to {TrendChart.Day(series.Points[^1])}, {steps}");
        return Markup.Of($"""
            <figure><figcaption>{series.Key.Benchmark} {series.Key.Workload} <span class="muted">{MetricName.Of(series.Metric)}, {description}</span></figcaption>{SvgSurface.Draw(Width, Height, title, description, surface => TrendChart.Draw(surface, trend, MostPoints, page.ExplainsPoints))}{(trend.Changes.IsEmpty ? Markup.Empty : Markup.Of($"<ul>{trend.Changes.Select(change => Step(series, change))}</ul>"))}{(NewestText.Of(trend) is { } newest ? Markup.Of($"<p class=\"warn\">{newest}</p>") : Markup.Empty)}</figure>

            """);
    }

    private static Markup Step(MetricSeries series, SeriesChange change) =>
        Markup.Of($"<li class=\"{(change.Ratio > 1 ? "worse" : "better")}\">{TrendChart.Step(series, change)}</li>");
}
