using System.Collections.Immutable;
using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>
/// Verdicts of all metrics of a comparison with stored runs together: each needs the scatter of the others, and the list of regressions has
/// one error rate. Pure. One candidate run: Holm's correction; two and more must agree (<see cref="RunNoise.AgreementAlpha"/>).
/// </summary>
public static class StoredReport
{
    /// <param name="familyAlpha">Chance of any false regression in the report; likewise of any false improvement.</param>
    /// <returns>A comparison per metric, in order.</returns>
    public static ImmutableArray<MetricComparison> Judge(ImmutableArray<StoredMetric> metrics, double familyAlpha)
    {
        if (metrics.IsEmpty) return [];
        var evidence = metrics.Select(RunEvidence.Of).ToImmutableArray();
        var scatters = Scatters(metrics, evidence);
        Judged[] judged = [.. evidence.Zip(scatters, (own, report) => Judge(own, report.Scatter, report.Others))];
        var result = metrics.Select(metric => metric.Basis).ToArray();
        foreach (var isLoss in (bool[])[true, false])
        {
            var adjusted = Holm.Adjust([.. judged.Select(metric => metric.IsLoss == isLoss ? metric.PValue : 1)]);
            for (var i = 0; i < result.Length; i++)
                if (judged[i].IsLoss == isLoss)
                    result[i] = Conclude(metrics[i], judged[i], Adjusted(judged[i], adjusted[i]), metrics.Length, familyAlpha);
        }

        return [.. result];

        // Stated on the scale of the family's rate, so that one bound decides for both designs. One unlucky baseline run makes every
        // candidate look better, however often that is measured: an improvement over it is not confirmed by agreement. Runs of other
        // states tell how far runs scatter, but not whether this baseline was lucky.
        double Adjusted(Judged metric, double holm) =>
            metric.Evidence.Shifts.Length < 2 || (!metric.IsLoss && metric.Evidence.BaselineRuns < 2)
            ? holm
            : Math.Min(1, metric.PValue * familyAlpha / RunNoise.AgreementAlpha(metrics.Length, metric.Evidence.BaselineRuns));
    }

    private sealed record Judged(RunEvidence Evidence, RunNoise Noise, double Shift, double PValue, int Others)
    {
        public bool IsLoss => Shift >= 0;
    }

    // Metrics that are not the headline follow from the samples of their own result's, whose shift says nothing of the noise around them.
    private static (double? Scatter, int Others)[] Scatters(ImmutableArray<StoredMetric> metrics, ImmutableArray<RunEvidence> evidence)
    {
        int[] headlines = [.. Enumerable.Range(0, metrics.Length).Where(i => metrics[i].IsHeadline)];
        var scatters = ReportScatter.Of([.. headlines.Select(i => evidence[i].Shifts[0])]);
        var own = headlines.Index().ToDictionary(pair => metrics[pair.Item].Basis.Key, pair => pair.Index);
        return [.. metrics.Select(metric =>
            own.TryGetValue(metric.Basis.Key, out var i) ? (scatters[i], headlines.Length - 1) : (scatters[^1], headlines.Length))];
    }

    private static Judged Judge(RunEvidence evidence, double? scatter, int others)
    {
        var noise = RunNoise.Of(evidence, scatter, isRepeated: evidence.Shifts.Length > 1);
        var side = evidence.Shifts.Average() >= 0 ? 1 : -1;
        // Runs that disagree are no evidence; those that agree count by the one that shows least.
        var least = evidence.Shifts.Min(shift => side * shift);
        var isShown = least > 0 && (evidence.BaselineRuns > 1 || evidence.IsSeparate);
        return new Judged(evidence, noise, evidence.Shifts.Average(), isShown ? noise.PValue(least) : 1, scatter is null ? 0 : others);
    }

    private static MetricComparison Conclude(StoredMetric metric, Judged judged, double adjusted, int tested, double familyAlpha)
    {
        var (basis, evidence, noise) = (metric.Basis, judged.Evidence, judged.Noise);
        var sign = Orientation.Sign(basis.Better);
        var width = noise.HalfWidth(basis.Alpha);
        var interval = new RatioInterval(
            Math.Exp(judged.Shift), Math.Exp(judged.Shift - width), Math.Exp(judged.Shift + width), 1 - (2 * basis.Alpha));
        var (verdict, reason) = Verdict(metric, judged, interval, adjusted, tested, familyAlpha);
        return basis with
        {
            // The columns show what the ratio is made of: the centre of all runs of a side.
            Baseline = Math.Exp(sign * evidence.BaselineCenter),
            Candidate = Math.Exp(sign * (evidence.BaselineCenter + judged.Shift)),
            Ratio = interval.Ratio,
            Interval = interval.ToInterval(),
            Evidence = EvidenceUnit.Run,
            BaselineCount = evidence.BaselineRuns,
            CandidateCount = evidence.Shifts.Length,
            PValue = judged.PValue,
            AdjustedPValue = adjusted,
            Verdict = verdict,
            Reason = reason,
        };
    }

    private static (Verdict Verdict, string? Reason) Verdict(
        StoredMetric metric, Judged judged, RatioInterval interval, double adjusted, int tested, double familyAlpha)
    {
        var threshold = metric.Basis.EffectiveThreshold;
        var size = StoredReason.Of(judged.Evidence, judged.Noise, judged.Shift, judged.Others);
        var isBeyond = Math.Abs(judged.Shift) > Math.Log(1 + threshold);
        var isVerdict = isBeyond && adjusted <= familyAlpha;
        return (judged.IsLoss, isVerdict) switch
        {
            (_, true) when metric.OnlySuspectedBecause is { } because => judged.IsLoss
                ? (Comparison.Verdict.Suspected, $"{size}, but {because}")
                : (Comparison.Verdict.Inconclusive, $"{size}, but {because}"),
            (true, true) => (Comparison.Verdict.Regression, size),
            (false, true) => (Comparison.Verdict.Improvement, size),
            _ when isBeyond && judged.PValue <= metric.Basis.Alpha => judged.IsLoss
                ? (Comparison.Verdict.Suspected, $"{size}: not enough among {tested} metrics tested together")
                : (Comparison.Verdict.Inconclusive, $"{size}: not enough among {tested} metrics tested together"),
            _ => Within(interval, threshold, size),
        };
    }

    private static (Verdict Verdict, string? Reason) Within(RatioInterval interval, double threshold, string size) =>
        VerdictRule.Of(interval, threshold) switch
        {
            Comparison.Verdict.NoChange => (Comparison.Verdict.NoChange, null),
            Comparison.Verdict.SmallChange => (Comparison.Verdict.SmallChange, size),
            // A bound beyond the threshold without the test of the whole report.
            _ => (Comparison.Verdict.Inconclusive, size),
        };
}
