namespace StackBench.Core.Comparison;

/// <summary>Whether a comparison passes.</summary>
/// <param name="Reason">What it failed on, or what it passed.</param>
public sealed record Gate(bool Fails, string Reason)
{
    public static Gate Of(RunComparison comparison, FailOn failOn)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var lost = comparison.OutcomeChanges.Count(change => change.IsLoss);
        var regressions = comparison.With(Verdict.Regression).Length;
        var suspected = comparison.With(Verdict.Suspected).Length;
        var found = new[] { Count(regressions, "regression"), Count(lost, "lost result"), Count(suspected, "suspected regression") }.OfType<string>().ToArray();
        var fails = failOn switch
        {
            FailOn.Never => false,
            FailOn.Regression => regressions + lost > 0,
            FailOn.Suspected => regressions + lost + suspected > 0,
            _ => throw new ArgumentOutOfRangeException(nameof(failOn), failOn, "unknown gate"),
        };
        if (found.Length > 0) return new Gate(fails, string.Join(", ", found));
        // Nothing compared is nothing passed, but no regression either.
        var judged = comparison.Metrics.Count(metric => metric.Verdict is Verdict.Improvement or Verdict.NoChange or Verdict.SmallChange);
        return new Gate(false, $"no regression; {judged} of {comparison.Metrics.Length} metrics judged");
    }

    private static string? Count(int count, string what) => count switch { 0 => null, 1 => $"1 {what}", _ => $"{count} {what}s" };
}
