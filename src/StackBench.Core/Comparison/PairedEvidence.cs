using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>The verdict from interleaved pairs: exact under any drift, because the order inside each pair was drawn at random.</summary>
internal static class PairedEvidence
{
    /// <param name="basis">What is compared; its counts, ratio and verdict are filled in.</param>
    /// <param name="baseline">Value i belongs to pair i, as does that of <paramref name="candidate"/>.</param>
    public static MetricComparison Judge(MetricComparison basis, double[] baseline, double[] candidate)
    {
        var counted = basis with { Evidence = EvidenceUnit.Pair, BaselineCount = baseline.Length, CandidateCount = candidate.Length };
        if (baseline.Length == 0)
            return counted with
            {
                Verdict = Verdict.TooFew,
                Reason = "no pair was measured on both sides",
                NeededMore = RatioEstimate.LeastPairs(2 * basis.Alpha),
            };
        var estimate = RatioEstimate.Paired(baseline, candidate, 2 * basis.Alpha);
        var ratio = Orientation.Orient(estimate.Ratio, basis.Better);
        var center = HodgesLehmann.GeometricCenter(baseline);
        var differences = RatioEstimate.LogRatios(baseline, candidate).Select(log => Orientation.Sign(basis.Better) * log);
        var judged = counted with
        {
            // The columns show what the ratio is made of: the centre of the baseline, and the pairs' change from it.
            Baseline = center,
            Candidate = center * estimate.Ratio,
            Ratio = ratio,
            PValue = SignedRankTest.PValue([.. differences], ratio >= 1 ? Alternative.Greater : Alternative.Less),
        };
        return estimate switch
        {
            TooFewValues few =>
                judged with
                {
                    Verdict = Verdict.TooFew,
                    Reason = $"{few.Have} pairs; a "
                    + $"verdict needs {few.Needed}",
                    NeededMore = few.Needed - few.Have
                },
            RatioInterval interval => Of(judged, interval.Orient(basis.Better), Variation(baseline, candidate)),
            _ => throw new InvalidOperationException($"unknown estimate {estimate}"),
        };
    }

    private static MetricComparison Of(MetricComparison judged, RatioInterval interval, double variation)
    {
        var verdict = VerdictRule.Of(interval, judged.EffectiveThreshold);
        var needed = verdict is Verdict.Inconclusive or Verdict.Suspected
            ? VerdictRule.Needed(interval.Ratio, variation, judged.EffectiveThreshold, judged.Alpha) - judged.BaselineCount
            : (int?)null;
        return judged with
        {
            Interval = interval.ToInterval(),
            Verdict = verdict,
            NeededMore = needed is { } more ? Math.Max(1, more) : null,
            Reason = verdict == Verdict.Suspected ? "worse, but not shown to be beyond the threshold" : null,
        };
    }

    // A difference varies by the square root of two more than a side.
    private static double Variation(double[] baseline, double[] candidate) =>
        SampleSize.Variation([.. candidate.Zip(baseline, (after, before) => after / before)]) / Math.Sqrt(2);
}
