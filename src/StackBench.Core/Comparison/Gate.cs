using StackBench.Core.Units;

namespace StackBench.Core.Comparison;

/// <summary>Whether a comparison passes.</summary>
/// <param name="Reason">What it failed on, what it passed, or why that is open.</param>
public sealed record Gate(GateState State, string Reason)
{
    public static Gate Of(RunComparison comparison, FailOn failOn)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(failOn);
        var counts = ComparisonCounts.Of(comparison);
        var found = new[]
        {
            Count(counts.Regressions, "regression"), Count(counts.Lost, "lost result"), Count(counts.Suspected, "suspected regression"),
        }.OfType<string>().ToArray();
        var fails = failOn switch
        {
            NeverFails => false,
            FailsOnRegression or FailsOnSlower => counts.Regressions + counts.Lost > 0,
            FailsOnSuspicion => counts.Regressions + counts.Lost + counts.Suspected > 0,
            _ => throw new ArgumentOutOfRangeException(nameof(failOn), failOn, "unknown gate"),
        };
        if (failOn is FailsOnSlower slower) return Slower(comparison, counts, slower.Share);
        if (fails) return new Gate(GateState.Failed, string.Join(", ", found));
        // What looks lost and cannot be more than suspected has neither failed nor passed.
        if (failOn is FailsOnRegression && counts.Suspected > 0 && comparison.OnlySuspectedBecause is { } because)
            return new Gate(GateState.NotDecided, string.Join("; ", [.. found, $"none can be more: {because}"]));
        // A gate for which nothing was tested has not been passed.
        return counts.Tested == 0
            ? new Gate(GateState.NotDecided, string.Join("; ", [.. found, $"none of {comparison.Metrics.Length} metrics could be tested"]))
            : new Gate(GateState.Passed,
            string.Join("; ", [.. found,
                $"{(counts.Regressions == 0 ? "no regression; " : "")}{counts.Tested} of {comparison.Metrics.Length} "
                    + $"metrics tested{Open(counts)}"]));
    }

    /// <summary>Whether a gate fails on this metric.</summary>
    public static bool Fails(RunComparison comparison, MetricComparison metric, FailOn failOn)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(metric);
        return failOn switch
        {
            FailsOnRegression => metric.Verdict == Verdict.Regression,
            FailsOnSuspicion => metric.Verdict is Verdict.Regression or Verdict.Suspected,
            // With the family's verdict on top: an interval is one metric's own, and one of many lies beyond by chance.
            FailsOnSlower slower => metric.Interval?.Low > 1 + slower.Share && metric.AdjustedPValue <= comparison.FamilyAlpha,
            _ => false,
        };
    }

    private static Gate Slower(RunComparison comparison, ComparisonCounts counts, double share)
    {
        var limit = NumberText.Share(share);
        var tested = comparison.Metrics.Where(metric => metric.Interval is not null).ToArray();
        var slower = tested.Count(metric => Fails(comparison, metric, new FailsOnSlower(share)));
        if (slower + counts.Lost > 0)
            return new Gate(GateState.Failed, string.Join(", ", new[]
            {
                slower > 0 ? $"{slower} of {tested.Length} metrics are more than {limit} slower" : null,
                Count(counts.Lost, "lost result"),
            }.OfType<string>()));
        var open = comparison.Metrics.Length - tested.Count(metric => metric.Interval!.Value.High <= 1 + share);
        return open == 0 && tested.Length > 0
            ? new Gate(GateState.Passed, $"all {tested.Length} metrics are shown to be at most {limit} slower")
            : new Gate(GateState.NotDecided, $"{open} of {comparison.Metrics.Length} metrics are not shown to be at most {limit} slower");
    }

    // Passing says nothing of these.
    private static string Open(ComparisonCounts counts) => counts.Inconclusive > 0 ? $", {counts.Inconclusive} of them inconclusive" : "";

    private static string? Count(int count, string what) => count switch { 0 => null, 1 => $"1 {what}", _ => $"{count} {what}s" };
}
