using System.Globalization;
using StackBench.Core.Results;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>What was not measured, once for each reason with what to do; folded, as most of it is of no interest here.</summary>
internal static class SkippedList
{
    public static Markup Of(ReportPage page)
    {
        (RunRow Row, Skipped Why)[] skipped =
            [.. page.Table.Rows.Where(row => row.Result.Outcome is Skipped).Take(ReportPage.MostRows)
                .Select(row => (row, (Skipped)row.Result.Outcome))];
        if (skipped.Length == 0) return Markup.Empty;
        var reasons = skipped.GroupBy(entry => (entry.Why.Reason, entry.Why.Remedy)).OrderByDescending(group => group.Count()).ToArray();
        var summary = string.Create(CultureInfo.InvariantCulture,
            $"{skipped.Length} not measured{(reasons.Length == 1 ? $": {reasons[0].Key.Reason}" : $", for {reasons.Length} reasons")}");
        return Markup.Of($"""
            <details class="print"><summary class="muted">{Vocabulary.SignOf(Core.Assessments.Mark.Skipped).Unicode} {summary}</summary>
            <ul>{reasons.Select(group => Reason(group.Key.Reason, group.Key.Remedy, [.. group.Select(entry => entry.Row.Result)]))}</ul></details>

            """);
    }

    private static Markup Reason(string reason, string? remedy, BenchmarkResult[] results)
    {
        var names = results.GroupBy(result => (result.Benchmark, result.Device))
            .Select(group => $"{group.Key.Benchmark} on {group.Key.Device}: {string.Join("; ", group.Select(result => result.Workload))}");
        var advice = remedy is null ? Markup.Empty : Markup.Of($" {remedy}");
        return Markup.Of(
            $"<li>{results.Length} x {reason.TrimEnd('.')}.{advice} <span class=\"muted\">{string.Join(". ", names)}.</span></li>\n");
    }
}
