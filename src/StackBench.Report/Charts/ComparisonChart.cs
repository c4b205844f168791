using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>A comparison as a forest of ratios: what is told of each result.</summary>
public static class ComparisonChart
{
    /// <summary>Rows of a drawing; of more the worst and the best are shown, and all that have a verdict if there is room.</summary>
    private const int UsualRows = 24, MostRows = 80;

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
        var rows = Forest(comparison, out var left);
        if (rows.IsEmpty) return null;
        var rest = left > 0 ? $"; {NumberText.Exact(left)} in the middle left out" : "";
        return new Chart(
            ComparisonText.Title(comparison),
            $"change of each result against the baseline, the worst first; bars are intervals, the grey band counts as no change{rest}", [],
            surface => ForestChart.Draw(surface, rows))
        {
            LinesAt = characters => ForestChart.Lines(rows.Length, characters),
        };
    }

    /// <summary>The rows of a drawing, the worst first, with what they say beside them and on demand.</summary>
    /// <param name="left">How many in the middle are left out.</param>
    /// <param name="anchorOf">Fragment of the detail of a result.</param>
    internal static ImmutableArray<ForestRow> Forest(RunComparison comparison, out int left, Func<ResultKey, string?>? anchorOf = null)
    {
        ImmutableArray<(MetricComparison Metric, string Name)> all =
            [.. ComparisonText.Drawn(comparison).OrderByDescending(row => row.Metric.Ratio)];
        var most = Math.Clamp(2 * all.Count(row => Vocabulary.IsDecided(row.Metric.Verdict)), UsualRows, MostRows);
        ImmutableArray<(MetricComparison Metric, string Name)> shown =
            all.Length <= most ? all : [.. all.Take(most / 2), .. all.Skip(all.Length - (most / 2))];
        left = all.Length - shown.Length;
        return
        [
            .. shown.Select(row => Row(row.Metric, row.Name) with
            {
                Note = $"{Vocabulary.SignOf(row.Metric.Verdict).Unicode} {ComparisonText.Change(row.Metric)}",
                Title = $"{row.Name} on {row.Metric.Key.Device}: {Vocabulary.Word(row.Metric.Verdict)}, "
                    + $"{ComparisonText.Change(row.Metric)} {ComparisonText.Interval(row.Metric)}",
                Anchor = anchorOf?.Invoke(row.Metric.Key),
            }),
        ];
    }

    private static ForestRow Row(MetricComparison metric, string label) => new(
        label, metric.Ratio!.Value, metric.Interval?.Low ?? metric.Ratio.Value, metric.Interval?.High ?? metric.Ratio.Value,
        metric.EffectiveThreshold, Vocabulary.SignOf(metric.Verdict).Role);
}
