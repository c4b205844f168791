using System.Globalization;
using StackBench.Core.Trends;
using StackBench.Report.Charts;
using StackBench.Report.Writing;

namespace StackBench.Report.Svg;

/// <summary>The history of a metric, a run beside a run, with a line at each step.</summary>
internal static class HistoryChart
{
    private const int Width = 1280, Height = 220, Left = 150, Right = 1260, Top = 20, Bottom = 180;

    /// <param name="most">Points to draw; more are thinned.</param>
    public static Markup Of(SeriesTrend trend, int most)
    {
        var series = trend.Series;
        var y = Axis.Over(series.Points.Select(point => point.Value), Bottom, Top);
        var x = new Axis(0, Math.Max(1, series.Points.Length - 1), Left + 10, Right - 10);
        var points = Polyline.Thin([.. series.Points.Index()], most, point => point.Item.Value);
        var title = $"History of {series.Key.Benchmark} {series.Key.Workload}";
        var description = string.Create(CultureInfo.InvariantCulture, $"{series.Points.Length} runs from {TrendChart.Day(series.Points[0])} to {TrendChart.Day(series.Points[^1])}, {trend.Changes.Length} {(trend.Changes.Length == 1 ? "step" : "steps")}");
        return Markup.Of($"""
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{title}: {description}"><title>{title}</title><desc>{description}</desc>{y.Grid(5, series.Unit, Left, Right)}<path class="line s1" d="{Polyline.Path(points.Select(point => (x.At(point.Index), y.At(point.Item.Value))))}"/>{trend.Changes.Select(change => Markup.Of($"<path class=\"step {(change.Ratio > 1 ? "worse" : "better")}\" d=\"M{x.At(change.Index - 0.5)} {Top}V{Bottom}\"/>"))}<text x="{Left}" y="{Height - 10}">{TrendChart.Day(series.Points[0])}</text><text class="end" x="{Right}" y="{Height - 10}">{TrendChart.Day(series.Points[^1])}</text></svg>
            """);
    }
}
