using System.Collections.Immutable;
using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>
/// Decides from the pairs measured so far whether an interleaved comparison goes on. Pure: the same pairs give the same step.
/// Stage one lets through what looks changed (p and half the threshold); stage two tests those on fresh pairs with Holm's correction.
/// It ends early only where no outcome of the pairs still to come could be significant, which makes no verdict more likely.
/// </summary>
public static class PairedComparison
{
    /// <param name="screening">All metrics.</param>
    /// <param name="confirmation">Fresh pairs of the metrics that <see cref="MorePairs"/> asked to confirm; none before it did.</param>
    /// <exception cref="ArgumentException">Sides of different length, or a value that is not finite and above zero.</exception>
    public static PairedStep Next(PairedPlan plan, ImmutableArray<PairedMetric> screening, ImmutableArray<PairedMetric> confirmation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ImmutableArray<PairedMetric> open = [.. screening.Where(metric => metric.Baseline.Length < plan.ScreeningPairs)];
        if (!open.IsEmpty)
            return new MorePairs(
                false, plan.ScreeningPairs - open.Min(metric => metric.Baseline.Length), [.. open.Select(metric => metric.Id)]);

        var screened =
            screening.Select(metric => (Metric: metric, Judged: Judge(metric, plan.Alpha), Side: Flag(metric, plan))).ToImmutableArray();
        var flagged = screened.Where(entry => entry.Side != 0).ToDictionary(entry => entry.Metric.Id, entry => entry.Side);
        if (flagged.Count == 0) return Unflagged([.. screened.Select(entry => entry.Judged)], plan);

        var pairs = plan.ConfirmationFor(flagged.Count);
        var empty = screened.Where(entry => entry.Side != 0).Select(entry => entry.Metric with { Baseline = [], Candidate = [] });
        var fresh = empty.ToDictionary(metric => metric.Id);
        foreach (var metric in confirmation.Where(metric => flagged.ContainsKey(metric.Id))) fresh[metric.Id] = metric;
        PairedMetric[] waiting =
            [.. fresh.Values.Where(metric => metric.Baseline.Length < pairs && CanConfirm(metric, flagged[metric.Id], pairs, plan))];
        if (waiting.Length > 0)
            return new MorePairs(true, pairs - waiting.Min(metric => metric.Baseline.Length), [.. waiting.Select(metric => metric.Id)]);

        var confirmed = Confirm([.. fresh.Values], flagged, plan);
        ImmutableArray<MetricComparison> all = [.. screened.Select(entry => confirmed.GetValueOrDefault(entry.Metric.Id, entry.Judged))];
        return fresh.Values.All(metric => metric.Baseline.Length < pairs)
            ? new PairsHopeless(all, "what looked changed cannot be confirmed by the fresh pairs any more")
            : new PairsDecided(all);
    }

    private static PairedStep Unflagged(ImmutableArray<MetricComparison> metrics, PairedPlan plan) =>
        !metrics.IsEmpty
            && metrics.All(metric => metric.Verdict == Verdict.Inconclusive && metric.BaselineCount + metric.NeededMore > plan.MaximumPairs)
            ? new PairsHopeless(metrics, $"this machine varies too much: more than {plan.MaximumPairs} pairs would be needed")
            : new PairsDecided(metrics);

    /// <summary>+1 where it looks worse, -1 where it looks better, else 0.</summary>
    private static int Flag(PairedMetric metric, PairedPlan plan)
    {
        var differences = Differences(metric);
        var loss = HodgesLehmann.Center(differences);
        if (Math.Abs(loss) <= Math.Log(1 + (Math.Max(metric.Threshold, metric.NoiseFloor) / 2))) return 0;
        return SignedRankTest.PValue(differences, loss > 0 ? Alternative.Greater : Alternative.Less) <= plan.ScreeningAlpha
            ? Math.Sign(loss)
            : 0;
    }

    // The best that can still come: all remaining pairs lie on the right side and farther out than any so far.
    private static bool CanConfirm(PairedMetric metric, int side, int pairs, PairedPlan plan)
    {
        if (metric.Baseline.IsEmpty) return true;
        var known = Differences(metric);
        var farther = known.Max(Math.Abs) + 1;
        double[] best = [.. known, .. Enumerable.Repeat(side * farther, pairs - known.Length).Select((value, i) => value * (i + 1))];
        return SignedRankTest.PValue(best, side > 0 ? Alternative.Greater : Alternative.Less) <= plan.FamilyAlpha;
    }

    private static Dictionary<(Results.ResultKey, string), MetricComparison> Confirm(
        ImmutableArray<PairedMetric> metrics, Dictionary<(Results.ResultKey, string), int> sides, PairedPlan plan)
    {
        double[] pValues = [.. metrics.Select(metric => metric.Baseline.IsEmpty
            ? 1
            : SignedRankTest.PValue(Differences(metric), sides[metric.Id] > 0 ? Alternative.Greater : Alternative.Less))];
        var adjusted = Holm.Adjust(pValues);
        return metrics.Select((metric, i) =>
            (metric.Id, Judged: Confirm(
                Judge(metric, plan.Alpha) with { PValue = pValues[i], AdjustedPValue = adjusted[i] }, sides[metric.Id], plan)))
            .ToDictionary(pair => pair.Id, pair => pair.Judged);
    }

    // A change is shown by the test and by the metric's own interval; that it matters, by the estimate.
    private static MetricComparison Confirm(MetricComparison judged, int side, PairedPlan plan)
    {
        var isBeyond = side * Math.Log(judged.Ratio ?? 1) > Math.Log(1 + judged.EffectiveThreshold);
        var isShown = judged.AdjustedPValue <= plan.FamilyAlpha && (side > 0 ? judged.Interval?.Low > 1 : judged.Interval?.High < 1);
        if (isShown && isBeyond)
            return judged with
            {
                Verdict = side > 0 ? Verdict.Regression : Verdict.Improvement,
                Reason = "confirmed on fresh pairs",
                NeededMore = null,
            };
        return judged.Verdict switch
        {
            Verdict.Regression =>
                judged with { Verdict = Verdict.Suspected, Reason = "not confirmed at the error rate of the whole report" },
            Verdict.Improvement =>
                judged with { Verdict = Verdict.SmallChange, Reason = "not confirmed at the error rate of the whole report" },
            Verdict.TooFew =>
                judged with
                {
                    Verdict = Verdict.Inconclusive,
                    Reason = "looked changed, but fresh pairs "
                    + "cannot confirm it any more",
                    NeededMore = null
                },
            _ => judged,
        };
    }

    private static double[] Differences(PairedMetric metric) =>
        [.. RatioEstimate.LogRatios(metric.Baseline.AsSpan(), metric.Candidate.AsSpan())
            .Select(log => Orientation.Sign(metric.Better) * log)];

    private static MetricComparison Judge(PairedMetric metric, double alpha)
    {
        var basis = new MetricComparison
        {
            Key = metric.Key,
            Metric = metric.Metric,
            Unit = metric.Unit,
            Better = metric.Better,
            Baseline = metric.Baseline.IsEmpty ? null : Quantile.Median(metric.Baseline.AsSpan()),
            Candidate = metric.Candidate.IsEmpty ? null : Quantile.Median(metric.Candidate.AsSpan()),
            Verdict = Verdict.TooFew,
            Alpha = alpha,
            Threshold = metric.Threshold,
            NoiseFloor = metric.NoiseFloor,
        };
        return PairedEvidence.Judge(basis, [.. metric.Baseline], [.. metric.Candidate]);
    }
}
