namespace StackBench.Core.Comparison;

/// <summary>Whether a comparison passes.</summary>
/// <param name="Reason">What it failed on, or what it passed.</param>
/// <param name="IsEmpty">Whether nothing was tested: neither passed nor failed.</param>
public sealed record Gate(bool Fails, string Reason, bool IsEmpty = false)
{
    public static Gate Of(RunComparison comparison, FailOn failOn)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var lost = comparison.OutcomeChanges.Count(change => change.IsLoss);
        // A result counts once, however many of its metrics follow from the same samples.
        var worse = comparison.Metrics.Where(metric => metric.Verdict is Verdict.Regression or Verdict.Suspected)
            .GroupBy(metric => metric.Key).Select(group => group.Any(metric => metric.Verdict == Verdict.Regression)).ToArray();
        var (regressions, suspected) = (worse.Count(isRegression => isRegression), worse.Count(isRegression => !isRegression));
        var found = new[] { Count(regressions, "regression"), Count(lost, "lost result"), Count(suspected, "suspected regression") }
            .OfType<string>().ToArray();
        var fails = failOn switch
        {
            FailOn.Never => false,
            FailOn.Regression => regressions + lost > 0,
            FailOn.Suspected => regressions + lost + suspected > 0,
            _ => throw new ArgumentOutOfRangeException(nameof(failOn), failOn, "unknown gate"),
        };
        if (fails) return new Gate(true, string.Join(", ", found));
        // A gate that nothing was held against has not been passed.
        var tested = comparison.Metrics.Count(metric => metric.PValue is not null);
        string[] parts = [.. found, tested == 0
            ? $"none of {comparison.Metrics.Length} metrics could be tested"
            : $"no regression; {tested} of {comparison.Metrics.Length} metrics tested{Open(comparison)}"];
        return new Gate(false, string.Join("; ", parts), IsEmpty: tested == 0);
    }

    // Passing says nothing of these.
    private static string Open(RunComparison comparison) =>
        comparison.Metrics.Count(metric => metric.PValue is not null && metric.Verdict is Verdict.Inconclusive or Verdict.TooFew) is > 0
            and var open
            ? $", {open} of them inconclusive"
            : "";

    private static string? Count(int count, string what) => count switch { 0 => null, 1 => $"1 {what}", _ => $"{count} {what}s" };
}
