using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>One result of a comparison, for formats that list failures and warnings. Each result has one.</summary>
/// <param name="Word">What happened: <c>regression</c>.</param>
/// <param name="Text">Change, interval, reason and suspects, on one line.</param>
internal sealed record ComparisonFinding(ResultKey Key, FindingKind Kind, string Word, string Text)
{
    /// <summary><c>regression: gemm bf16 2048x2048x2048</c>.</summary>
    public string Title => $"{Word}: {Key.Benchmark} {Key.Workload}";

    /// <summary>The worst first.</summary>
    public static ImmutableArray<ComparisonFinding> Of(RunComparison comparison, FailOn failOn)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var gate = failOn == FailOn.Never ? FailOn.Regression : failOn;
        var metrics = comparison.Metrics.GroupBy(metric => metric.Key).Select(group => Of(comparison, [.. group], gate));
        return [.. metrics.Concat(comparison.OutcomeChanges.Where(change => change.Before is Ok).Select(change => Of(change, gate)))
            .OrderBy(finding => finding.Kind)];
    }

    private static ComparisonFinding Of(RunComparison comparison, MetricComparison[] metrics, FailOn gate)
    {
        // The metric the gate fails on is the one to show.
        var failing = metrics.FirstOrDefault(metric => Gate.Fails(comparison, metric, gate));
        var metric = failing ?? ComparisonCounts.Worst(metrics);
        var kind = failing is not null ? FindingKind.Failure : metric.Verdict switch
        {
            Verdict.Regression or Verdict.Suspected => FindingKind.Warning,
            Verdict.Inconclusive or Verdict.TooFew or Verdict.NotComparable => FindingKind.Open,
            _ => FindingKind.Passed,
        };
        var suspects = comparison.Suspects.TryGetValue(metric.Key, out var found) && !found.IsEmpty
            ? $"suspects: {string.Join(", ", found)}"
            : "";
        string[] parts =
        [
            string.Join(' ', new[] { $"{metric.Metric}", ComparisonText.Change(metric), ComparisonText.Interval(metric) }
                .Where(part => part.Length > 0)),
            ComparisonText.Explanation(metric), suspects,
        ];
        return new ComparisonFinding(
            metric.Key, kind, Vocabulary.Word(metric.Verdict), string.Join("; ", parts.Where(part => part.Length > 0)));
    }

    private static ComparisonFinding Of(OutcomeChange change, FailOn gate)
    {
        var kind = change.IsLoss || (change.IsSuspectedLoss && gate is FailsOnSuspicion) ? FindingKind.Failure
            : change.IsSuspectedLoss ? FindingKind.Warning : FindingKind.Open;
        var word = change.IsLoss ? "no longer measured" : change.IsSuspectedLoss ? Vocabulary.Word(Verdict.Suspected) : "not measured";
        return new ComparisonFinding(change.Key, kind, word, LossText.Outcomes(change));
    }
}
