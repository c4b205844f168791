using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Report;

namespace StackBench.Screens;

/// <summary>Filters, groups and sorts results.</summary>
internal static class ResultRows
{
    private static readonly ImmutableArray<Role> WorstFirst = [Role.Error, Role.Worse, Role.Warn, Role.Plain, Role.Better, Role.Muted];

    /// <param name="changes">Against the baseline, by result; empty where there is none.</param>
    public static ImmutableArray<ResultEntry> Of(
        ImmutableArray<RunRow> rows, string filter, ResultOrder order, ImmutableDictionary<ResultKey, MetricComparison> changes)
    {
        var kept = rows.Where(row => Filters.Passes(filter, row.Result.Key.ToString()));
        return order switch
        {
            ResultOrder.Name =>
                [.. kept.OrderBy(row => row.Result.Benchmark, StringComparer.Ordinal)
                    .ThenBy(row => row.Result.Workload, StringComparer.Ordinal).Select(row => new ResultEntry(row))],
            ResultOrder.Worst =>
                [.. kept.OrderBy(row => WorstFirst.IndexOf(row.Assessment.Role)).ThenBy(row => row.ShareOfBelow ?? double.MaxValue)
                    .Select(row => new ResultEntry(row))],
            ResultOrder.Change =>
                [.. kept.OrderBy(row => Place(changes.GetValueOrDefault(row.Result.Key)))
                    .ThenByDescending(row => changes.GetValueOrDefault(row.Result.Key)?.Ratio ?? 0).Select(row => new ResultEntry(row))],
            _ => [.. Grouped(kept).SelectMany(group => filter.Length == 0 && IsSkippedAlike(group)
                ? [new ResultEntry(group[0], group.Length)]
                : group.Select(row => new ResultEntry(row)))],
        };
    }

    /// <summary>By benchmark, each device and engine of it by itself, in the order of the run.</summary>
    private static IEnumerable<RunRow[]> Grouped(IEnumerable<RunRow> rows) =>
        rows.GroupBy(row => row.Result.Benchmark, StringComparer.Ordinal)
            .SelectMany(benchmark => benchmark.GroupBy(row => (row.Result.Device, row.Result.Engine))).Select(group => group.ToArray());

    private static bool IsSkippedAlike(RunRow[] group) =>
        group.Length > 1 && group.All(row => row.Result.Outcome is Skipped && row.Assessment.Text == group[0].Assessment.Text);

    private static int Place(MetricComparison? change) =>
        change is null ? Vocabulary.Order.Length : Vocabulary.Order.IndexOf(change.Verdict);
}
