using System.Collections.Immutable;

namespace StackBench.Core.Comparison;

/// <summary>
/// How many results of a comparison came to what: the same numbers in the table, every format and the exit code. A result counts once, by
/// its worst metric, however many of its metrics follow from the same samples.
/// </summary>
/// <param name="Results">By verdict; verdicts that no result has are left out.</param>
/// <param name="Lost">Results that were measured before and no longer are.</param>
/// <param name="Metrics">Metrics that both sides have.</param>
/// <param name="Tested">Metrics for which a test was made.</param>
/// <param name="Inconclusive">Tested metrics for which the evidence suffices for no statement.</param>
public sealed record ComparisonCounts(ImmutableDictionary<Verdict, int> Results, int Lost, int Metrics, int Tested, int Inconclusive)
{
    public int Regressions => Of(Verdict.Regression);

    /// <summary>With those that are now predicted to be too slow.</summary>
    public int Suspected => Of(Verdict.Suspected);

    public int Improvements => Of(Verdict.Improvement);

    public int Of(Verdict verdict) => Results.GetValueOrDefault(verdict);

    public static ComparisonCounts Of(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var verdicts = comparison.Metrics.GroupBy(metric => metric.Key).Select(group => Worst([.. group]).Verdict)
            .Concat(comparison.OutcomeChanges.Where(change => change.IsSuspectedLoss).Select(_ => Verdict.Suspected));
        return new ComparisonCounts(
            verdicts.CountBy(verdict => verdict).ToImmutableDictionary(),
            comparison.OutcomeChanges.Count(change => change.IsLoss),
            comparison.Metrics.Length,
            comparison.Metrics.Count(metric => metric.PValue is not null),
            comparison.Metrics.Count(metric => metric is { PValue: not null, Verdict: Verdict.Inconclusive or Verdict.TooFew }));
    }

    /// <summary>The metric that a result counts by: the first of its worst verdict, else its headline.</summary>
    /// <param name="metrics">Of one result, the headline first.</param>
    public static MetricComparison Worst(IReadOnlyList<MetricComparison> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var verdict in (Verdict[])[Verdict.Regression, Verdict.Suspected, Verdict.Improvement])
            if (metrics.FirstOrDefault(metric => metric.Verdict == verdict) is { } found) return found;
        return metrics[0];
    }
}
