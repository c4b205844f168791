using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>Holds a run against its baseline: whether the two can be compared, a verdict per metric, suspects and layers. Pure.</summary>
public static class Comparer
{
    /// <param name="baseline">Newest first, of one machine. Interleaved pairs have one.</param>
    /// <exception cref="ArgumentException">The baseline is empty, or interleaved pairs come with several runs.</exception>
    public static RunComparison Compare(
        ImmutableArray<Run> baseline, Run candidate, ComparisonOptions options, Design design = Design.Stored) =>
        Compare(baseline, [candidate], options, design);

    /// <inheritdoc cref="Compare(ImmutableArray{Run}, Run, ComparisonOptions, Design)"/>
    /// <param name="candidates">The first names what is compared. Others confirm it: where one was in the same state and measured the same
    /// work, both must agree, which weighs more than what one run shows.</param>
    public static RunComparison Compare(
        ImmutableArray<Run> baseline, ImmutableArray<Run> candidates, ComparisonOptions options, Design design = Design.Stored)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (baseline.IsDefaultOrEmpty) throw new ArgumentException("the baseline has no run", nameof(baseline));
        if (candidates.IsDefaultOrEmpty) throw new ArgumentException("there is no run to compare", nameof(candidates));
        if (design == Design.Interleaved && baseline.Length > 1)
            throw new ArgumentException("pairs have one baseline run", nameof(baseline));

        var (newest, candidate) = (baseline[0], candidates[0]);
        var differences = UsedEngines.Of(FingerprintDiff.Of(newest.Fingerprint, candidate.Fingerprint), baseline, candidates);
        // Pairs share what disturbs them; runs at different times do not.
        if (design == Design.Stored)
            options = options with
            {
                OnlySuspectedBecause = options.OnlySuspectedBecause
                ?? ImportedRuns.Obstacle(newest, candidate) ?? RunContention.Obstacle(baseline, candidates)
            };
        var old = new ResultIndex(baseline);
        var results = new ResultComparer(baseline, old, candidates, options);
        var now = candidate.Results.ToDictionary(result => result.Key);
        ImmutableArray<MetricComparison> metrics =
        [
            .. Judge([.. candidate.Results.SelectMany(result => results.Compare(result, design))], options, design),
            .. SubstitutedResults.Of(newest, candidate, options),
        ];
        MetricComparison[] worse = [.. metrics.Where(metric => metric.Verdict is Verdict.Regression or Verdict.Suspected)];
        return new RunComparison(
            [.. baseline.Select(run => run.Id)],
            candidate.Id,
            differences,
            metrics,
            [.. Changes(old, now)],
            LayerBlame.Of(newest, candidate, worse.Where(metric => now[metric.Key].Headline?.Metric == metric.Metric)),
            options.FamilyAlpha)
        {
            OnlySuspectedBecause = options.OnlySuspectedBecause,
            CandidateRuns = [.. candidates.Select(run => run.Id)],
            Suspects = worse.Select(metric => metric.Key).Distinct()
                .ToImmutableDictionary(key => key, key => ResultSuspects.Of(old.Newest(key)!, now[key], differences)),
        };
    }

    private static ImmutableArray<MetricComparison> Judge(
        ImmutableArray<(MetricComparison? Refused, StoredMetric? Evidence)> metrics, ComparisonOptions options, Design design)
    {
        if (design == Design.Interleaved) return Corrected([.. metrics.Select(metric => metric.Refused!)], options.FamilyAlpha);
        var judged = StoredReport.Judge([.. metrics.Select(metric => metric.Evidence).OfType<StoredMetric>()], options.FamilyAlpha);
        var next = 0;
        return [.. metrics.Select(metric => metric.Refused ?? judged[next++])];
    }

    private static MetricComparison Corrected(MetricComparison metric, int tested, double familyAlpha) => metric.Verdict switch
    {
        Verdict.Regression when metric.AdjustedPValue > familyAlpha =>
            metric with { Verdict = Verdict.Suspected, Reason = $"a regression by itself, but not among {tested} metrics tested together" },
        Verdict.Improvement when metric.AdjustedPValue > familyAlpha =>
            metric with
            {
                Verdict = Verdict.Inconclusive,
                Reason = $"an improvement by itself, but not among {tested} metrics tested together",
            },
        _ => metric,
    };

    private static IEnumerable<OutcomeChange> Changes(
        ResultIndex old, Dictionary<ResultKey, BenchmarkResult> now)
    {
        foreach (var (key, after) in now)
        {
            var before = old.Newest(key);
            if (before?.Outcome.GetType() != after.Outcome.GetType()) yield return new OutcomeChange(key, before?.Outcome, after.Outcome);
        }

        foreach (var key in old.Keys)
            if (!now.ContainsKey(key)) yield return new OutcomeChange(key, old.Newest(key)!.Outcome, null);
    }

    // Every metric has its own error rate; the list of regressions as a whole must have one too, and so must that of improvements.
    private static ImmutableArray<MetricComparison> Corrected(ImmutableArray<MetricComparison> metrics, double familyAlpha)
    {
        var corrected = metrics.ToBuilder();
        int[] tested = [.. Enumerable.Range(0, metrics.Length).Where(index => metrics[index].PValue is not null)];
        foreach (var isLoss in (bool[])[true, false])
        {
            var adjusted = Holm.Adjust([.. tested.Select(index => IsLoss(metrics[index]) == isLoss ? metrics[index].PValue!.Value : 1)]);
            foreach (var (i, index) in tested.Index())
                if (IsLoss(metrics[index]) == isLoss)
                    corrected[index] = Corrected(metrics[index] with { AdjustedPValue = adjusted[i] }, tested.Length, familyAlpha);
        }

        return corrected.ToImmutable();

        static bool IsLoss(MetricComparison metric) => metric.Ratio >= 1;
    }
}
