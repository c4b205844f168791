using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Units;
using StackBench.Report.Writing;

namespace StackBench.Report.Svg;

/// <summary>Ratios against a baseline with their intervals on an axis of logarithms, the worst first; a band is what counts as no change.</summary>
internal static class ForestChart
{
    private const int Width = 1280, Left = 560, Right = 1010, Top = 50, RowHeight = 34;

    /// <param name="rows">With a finite ratio above 0, in the order of the rows.</param>
    /// <param name="anchorOf">Fragment of the detail of a metric.</param>
    public static Markup Of(ImmutableArray<(MetricComparison Metric, string Name)> rows, Func<MetricComparison, string?> anchorOf)
    {
        var ends = rows.Select(row => row.Metric).SelectMany(metric => new[] { metric.Ratio!.Value, metric.Interval?.Low ?? metric.Ratio.Value, metric.Interval?.High ?? metric.Ratio.Value }).Append(0.95).Append(1.05);
        var x = Axis.Over(ends.Where(end => end is > 1e-3 and < 1e3), Left, Right, isLogarithmic: true);
        var height = Top + (rows.Length * RowHeight) + 40;
        const string title = "Change against the baseline";
        var description = $"{rows.Length.ToString(CultureInfo.InvariantCulture)} metrics, worse to the right; the numbers stand in the table of results";
        return Markup.Of($"""
            <svg viewBox="0 0 {Width} {height}" role="group" aria-label="{title}: {description}"><title>{title}</title><desc>{description}</desc><text x="{Left}" y="28">better</text><text class="end" x="{Right}" y="28">worse</text>{Grid(x, height)}{rows.Select((row, index) => Row(row.Metric, x, Top + (index * RowHeight), row.Name, anchorOf(row.Metric)))}</svg>
            """);
    }

    private static Markup Grid(Axis x, int height) => Markup.Of($"{Ticks(x).Select(tick => Markup.Of($"<path class=\"{(tick == 1 ? "zero" : "grid")}\" d=\"M{x.At(tick)} {Top - 12}V{height - 36}\"/><text class=\"middle\" x=\"{x.At(tick)}\" y=\"{height - 10}\">{NumberText.Number(tick)}</text>"))}");

    private static IEnumerable<double> Ticks(Axis x)
    {
        double[] candidates = [0.25, 0.5, 0.67, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5, 2, 4];
        double[] within = [.. candidates.Where(tick => tick >= x.Low && tick <= x.High)];
        // Labels that would touch are left out; no change always stays.
        var last = long.MinValue / 2;
        foreach (var tick in within)
        {
            var isFree = x.At(tick) - last >= 70 && (tick == 1 || Math.Abs(x.At(tick) - x.At(1)) >= 70);
            if (!isFree && tick != 1) continue;
            last = x.At(tick);
            yield return tick;
        }
    }

    private static Markup Row(MetricComparison metric, Axis x, int top, string text, string? anchor)
    {
        var middle = top + (RowHeight / 2);
        var band = 1 + Math.Clamp(double.IsFinite(metric.EffectiveThreshold) ? metric.EffectiveThreshold : 0, 0, 10);
        var bar = metric.Interval is { } interval ? Markup.Of($"<path class=\"interval\" d=\"M{x.At(interval.Low)} {middle}H{x.At(interval.High)}\"/>") : Markup.Empty;
        var label = Markup.Of($"<text class=\"end\" x=\"{Left - 16}\" y=\"{middle + 7}\">{(text.Length > 46 ? text[..45] + "…" : text)}</text>");
        return Markup.Of($"""
            <g class="{RoleClass.Of(Vocabulary.SignOf(metric.Verdict).Role)}"><title>{metric.Key.ToString()} {metric.Metric}: {ComparisonText.Change(metric)} {ComparisonText.Interval(metric)}</title><path class="band" d="M{x.At(1 / band)} {top + 3}H{x.At(band)}v{RowHeight - 6}H{x.At(1 / band)}"/>{(anchor is null ? label : Markup.Of($"<a href=\"#{anchor}\">{label}</a>"))}{bar}<circle r="8" cx="{x.At(metric.Ratio!.Value)}" cy="{middle}"/><text x="{Right + 16}" y="{middle + 7}">{Vocabulary.SignOf(metric.Verdict).Unicode} {ComparisonText.Change(metric)}</text></g>
            """);
    }
}
