using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Units;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>A comparison as a GitHub-flavoured table, worst first, for a pull request or a job summary.</summary>
public static class ComparisonMarkdown
{
    public static void Write(RunComparison comparison, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var line in Lines(comparison))
        {
            writer.Write(line);
            writer.Write('\n');
        }
    }

    private static IEnumerable<string> Lines(RunComparison comparison)
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"## {comparison.CandidateRun} against "
                + $"{comparison.BaselineRuns[0]}"
                + $"{(comparison.BaselineRuns.Length > 1 ? $" and {comparison.BaselineRuns.Length - 1} earlier" : "")}");
        yield return "";
        var counts = Vocabulary.Counts(comparison.Metrics);
        yield return counts.Length == 0
            ? "Nothing could be compared."
            : string.Join(", ", counts.Select(count => Vocabulary.Count(count.Key, count.Value))) + ".";
        yield return "";
        if (!comparison.Differences.Causes.IsEmpty)
        {
            yield return "Changed: " + string.Join(
                "; ", comparison.Differences.Causes.Select(change => MarkdownText.Escape(change.ToString()))) + ".";
            yield return "";
        }

        yield return "| Verdict | Benchmark | Workload | Metric | Baseline | New | Change | Interval | Why |";
        yield return "|:--|:--|:--|:--|--:|--:|--:|--:|:--|";
        foreach (var metric in comparison.Metrics.OrderBy(metric => Vocabulary.Order.IndexOf(metric.Verdict))
            .ThenByDescending(metric => metric.Ratio))
            yield return Line(metric);
        if (!comparison.OutcomeChanges.IsEmpty) yield return "";
        foreach (var change in comparison.OutcomeChanges)
            yield return $"- {MarkdownText.Escape(change.Key.ToString())}: {Name(change.Before)} before, {Name(change.After)} now";
        foreach (var blame in comparison.Blames.Where(blame => blame.Level is not null))
            yield return $"- The loss of {MarkdownText.Escape(blame.Key.ToString())} shows already in {MarkdownText.Escape(blame.Level!)}.";
    }

    private static string Line(MetricComparison metric)
    {
        string Value(double? value) => value is { } known ? NumberText.Quantity(known, metric.Unit) : "";
        string[] cells =
        [
            Vocabulary.Word(metric.Verdict), metric.Key.Benchmark, metric.Key.Workload, metric.Metric, Value(metric.Baseline),
            Value(metric.Candidate),
            ComparisonText.Change(metric), ComparisonText.Interval(metric), ComparisonText.Explanation(metric),
        ];
        return $"| {string.Join(" | ", cells.Select(MarkdownText.Escape))} |";
    }

    private static string Name(Core.Results.Outcome? outcome) => outcome?.GetType().Name.ToLowerInvariant() ?? "not measured";
}
