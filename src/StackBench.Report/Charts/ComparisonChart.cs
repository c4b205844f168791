using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>A comparison as a forest of ratios: the headline metric of each result.</summary>
public static class ComparisonChart
{
    private const int MostRows = 80;

    /// <param name="label">What stands before a row.</param>
    /// <returns>The farthest from 1 first: what fits should be what matters.</returns>
    public static ImmutableArray<ForestRow> Rows(RunComparison comparison, Func<MetricComparison, string> label)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return
        [
            .. comparison.Metrics.GroupBy(metric => metric.Key).Select(group => group.First())
                .Where(metric => metric.Ratio is > 0 && double.IsFinite(metric.Ratio.Value))
                .OrderByDescending(metric => Math.Abs(Math.Log(metric.Ratio!.Value)))
                .Select(metric => new ForestRow(
                    label(metric), metric.Ratio!.Value, metric.Interval?.Low ?? metric.Ratio.Value, metric.Interval?.High ?? metric.Ratio.Value, metric.EffectiveThreshold, ComparisonText.RoleOf(metric.Verdict))),
        ];
    }

    /// <summary>Null where no metric could be compared.</summary>
    public static Chart? Of(RunComparison comparison)
    {
        var rows = Rows(comparison, metric => $"{Html.RoleMark.Glyph(metric.Verdict)} {metric.Key.Benchmark} {metric.Key.Workload}  {ComparisonText.Change(metric)}");
        if (rows.IsEmpty) return null;
        var shown = Math.Min(rows.Length, MostRows);
        var left = shown < rows.Length ? $"; {NumberText.Exact(rows.Length - shown)} nearer to 1 left out" : "";
        return new Chart(
            $"{comparison.CandidateRun} against {string.Join(", ", comparison.BaselineRuns)}",
            $"ratios with intervals, above 1 is worse; the dots bound what does not matter{left}", [], surface => ForestChart.Draw(surface, [.. rows.Take(shown)]), shown + 1);
    }
}
