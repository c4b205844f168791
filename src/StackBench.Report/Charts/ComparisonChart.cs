using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>A comparison as a forest of ratios: what is told of each result.</summary>
public static class ComparisonChart
{
    private const int MostRows = 80;

    /// <param name="label">What stands before a row, from its metric and name.</param>
    /// <returns>The farthest from 1 first: what fits should be what matters.</returns>
    public static ImmutableArray<ForestRow> Rows(RunComparison comparison, Func<MetricComparison, string, string> label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return
        [
            .. ComparisonText.Drawn(comparison)
                .OrderByDescending(row => Math.Abs(Math.Log(row.Metric.Ratio!.Value)))
                .Select(row => Row(row.Metric, label(row.Metric, row.Name))),
        ];
    }

    /// <summary>Null where no metric could be compared.</summary>
    public static Chart? Of(RunComparison comparison)
    {
        var rows = Rows(
            comparison, (metric, name) => $"{Vocabulary.SignOf(metric.Verdict).Unicode} {ComparisonText.Change(metric)}  {name}");
        if (rows.IsEmpty) return null;
        var shown = Math.Min(rows.Length, MostRows);
        var left = shown < rows.Length ? $"; {NumberText.Exact(rows.Length - shown)} nearer to 1 left out" : "";
        return new Chart(
            ComparisonText.Title(comparison),
            $"ratios with intervals, above 1 is worse; the dots bound what does not matter{left}", [],
            surface => ForestChart.Draw(surface, [.. rows.Take(shown)]), shown + 1);
    }

    internal static ForestRow Row(MetricComparison metric, string label) => new(
        label, metric.Ratio!.Value, metric.Interval?.Low ?? metric.Ratio.Value, metric.Interval?.High ?? metric.Ratio.Value,
        metric.EffectiveThreshold, Vocabulary.SignOf(metric.Verdict).Role);
}
