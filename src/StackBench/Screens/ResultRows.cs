using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Report;

namespace StackBench.Screens;

/// <summary>Filters and sorts results.</summary>
internal static class ResultRows
{
    private static readonly ImmutableArray<Role> WorstFirst = [Role.Error, Role.Worse, Role.Warn, Role.Plain, Role.Better, Role.Muted];

    public static ImmutableArray<RunRow> Of(ImmutableArray<RunRow> rows, string filter, ResultOrder order)
    {
        var kept = rows.Where(row => filter.Length == 0 || row.Result.Key.ToString().Contains(filter, StringComparison.OrdinalIgnoreCase));
        return order switch
        {
            ResultOrder.Name =>
                [.. kept.OrderBy(row => row.Result.Benchmark, StringComparer.Ordinal)
                    .ThenBy(row => row.Result.Workload, StringComparer.Ordinal)],
            ResultOrder.WorstFirst =>
                [.. kept.OrderBy(row => WorstFirst.IndexOf(row.Assessment.Role)).ThenBy(row => row.ShareOfBelow ?? double.MaxValue)],
            _ => [.. kept],
        };
    }
}
