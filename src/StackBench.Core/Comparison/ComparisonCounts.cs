namespace StackBench.Core.Comparison;

/// <summary>
/// How many results of a comparison came to what: the same numbers in the table, every format and the exit code. A result counts once, by
/// its worst metric, however many of its metrics follow from the same samples.
/// </summary>
/// <param name="Lost">Results that were measured before and no longer are.</param>
/// <param name="Tested">Metrics for which a test was made.</param>
/// <param name="Inconclusive">Tested metrics for which the evidence suffices for no statement.</param>
public sealed record ComparisonCounts(int Regressions, int Suspected, int Improvements, int Lost, int Tested, int Inconclusive)
{
    public static ComparisonCounts Of(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var results =
            comparison.Metrics.GroupBy(metric => metric.Key).Select(group => group.Select(metric => metric.Verdict).ToHashSet()).ToArray();
        return new ComparisonCounts(
            results.Count(verdicts => verdicts.Contains(Verdict.Regression)),
            results.Count(verdicts => verdicts.Contains(Verdict.Suspected) && !verdicts.Contains(Verdict.Regression))
                + comparison.OutcomeChanges.Count(change => change.IsSuspectedLoss),
            results.Count(verdicts =>
                verdicts.Contains(Verdict.Improvement) && !verdicts.Contains(Verdict.Regression) && !verdicts.Contains(Verdict.Suspected)),
            comparison.OutcomeChanges.Count(change => change.IsLoss),
            comparison.Metrics.Count(metric => metric.PValue is not null),
            comparison.Metrics.Count(metric => metric.PValue is not null && metric.Verdict is Verdict.Inconclusive or Verdict.TooFew));
    }
}
