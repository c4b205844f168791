using MathNet.Numerics.Distributions;
using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>
/// The verdict against stored runs, whose unit is the run: launches of one run share the state of the machine at that time, so that
/// only several runs tell how much a run differs from the next without any change.
/// </summary>
public static class StoredEvidence
{
    /// <summary>Baseline runs from which a change can be suspected.</summary>
    public const int LeastRuns = 3;

    /// <summary>Baseline runs from which there are verdicts.</summary>
    public const int VerdictRuns = 5;

    /// <summary>Baseline runs beyond which more hardly help.</summary>
    public const int AmpleRuns = 10;

    /// <param name="basis">What is compared; its counts, ratio and verdict are filled in.</param>
    /// <param name="runs">Launch values of each baseline run, newest first; none empty.</param>
    internal static MetricComparison Judge(MetricComparison basis, double[][] runs, double[] candidate)
    {
        if (runs.Length < LeastRuns) return Unverified(basis, runs, candidate);
        var counted = basis with { Evidence = EvidenceUnit.Run, BaselineCount = runs.Length, CandidateCount = 1 };
        var sign = Orientation.Sign(basis.Better);
        double[] history = [.. runs.Select(values => sign * Math.Log(HodgesLehmann.GeometricCenter(values)))];
        var limit = PredictionLimit.Of(history, basis.Alpha);
        var loss = (sign * Math.Log(HodgesLehmann.GeometricCenter(candidate))) - limit.Center;
        var interval = new RatioInterval(Math.Exp(loss), Math.Exp(loss - limit.Upper + limit.Center),
            Math.Exp(loss - limit.Lower + limit.Center), 1 - (2 * basis.Alpha));
        // The columns show what the ratio is made of: the centre of all baseline runs, not the newest.
        var judged = counted with
        {
            Baseline = Math.Exp(sign * limit.Center),
            Candidate = HodgesLehmann.GeometricCenter(candidate),
            Ratio = interval.Ratio,
            Interval = interval.ToInterval(),
        };

        // A centre of fewer launches varies more than the history it is held against.
        var usual = runs.Select(values => values.Length).Order().ElementAt(runs.Length / 2);
        if (candidate.Length < usual)
            return judged with
            {
                Verdict = Verdict.TooFew,
                Reason = $"{candidate.Length} launches against {usual} in most runs of the baseline",
            };
        return runs.Length < VerdictRuns ? Thin(judged, interval) : Full(judged, interval, PValue(history, loss));
    }

    private static MetricComparison Full(MetricComparison judged, RatioInterval interval, double pValue)
    {
        var threshold = judged.EffectiveThreshold;
        // The limit is held against no change and the ratio against the threshold, unlike with pairs: a limit for one run is wide.
        var verdict = (interval.Low > 1 && interval.Ratio > 1 + threshold, interval.High < 1 && interval.Ratio < 1 / (1 + threshold)) switch
        {
            (true, _) => Verdict.Regression,
            (_, true) => Verdict.Improvement,
            _ => VerdictRule.Of(interval, threshold),
        };
        return judged with
        {
            Verdict = verdict,
            PValue = interval.Ratio >= 1 ? pValue : 1 - pValue,
            NeededMore = verdict == Verdict.Inconclusive && judged.BaselineCount < AmpleRuns ? AmpleRuns - judged.BaselineCount : null,
            Reason = verdict == Verdict.Inconclusive ? "runs of the baseline differ too much from each other" : null,
        };
    }

    private static MetricComparison Thin(MetricComparison judged, RatioInterval interval)
    {
        var isWorse = interval.Low > 1 && interval.Ratio > 1 + judged.EffectiveThreshold;
        return judged with
        {
            Verdict = isWorse ? Verdict.Suspected : Verdict.Inconclusive,
            Reason = $"{judged.BaselineCount} baseline runs; a verdict needs {VerdictRuns}",
            NeededMore = VerdictRuns - judged.BaselineCount,
        };
    }

    private static MetricComparison Unverified(MetricComparison basis, double[][] runs, double[] candidate)
    {
        var newest = runs[0];
        var counted = basis with { Evidence = EvidenceUnit.Launch, BaselineCount = newest.Length, CandidateCount = candidate.Length };
        var estimate = RatioEstimate.Unpaired(newest, candidate, 2 * basis.Alpha);
        if (estimate is not RatioInterval interval)
        {
            var few = (TooFewValues)estimate;
            return counted with
            {
                Ratio = Orientation.Orient(few.Ratio, basis.Better),
                Verdict = Verdict.TooFew,
                Reason = $"{few.Have} launches a side; {few.Needed} are needed",
                NeededMore = few.Needed - few.Have,
            };
        }

        var oriented = interval.Orient(basis.Better);
        return counted with
        {
            Ratio = oriented.Ratio,
            Interval = oriented.ToInterval(),
            Verdict = oriented.Low > 1 && oriented.Ratio > 1 + counted.EffectiveThreshold ? Verdict.Suspected : Verdict.Inconclusive,
            Reason = $"unverified: no run-to-run noise known; a verdict needs {VerdictRuns} baseline runs or interleaved pairs",
        };
    }

    private static double PValue(double[] history, double loss)
    {
        var mean = history.Average();
        var deviation =
            Math.Sqrt(history.Sum(value => (value - mean) * (value - mean)) / (history.Length - 1) * (1 + (1.0 / history.Length)));
        if (deviation == 0) return loss > 0 ? 0 : 1;
        return 1 - StudentT.CDF(0, 1, history.Length - 1, loss / deviation);
    }
}
