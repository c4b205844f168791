using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>The verdict from a ratio, oriented so that above 1 is worse, and a threshold. Pure.</summary>
internal static class VerdictRule
{
    /// <summary>
    /// For evidence that was gathered under equal conditions. Regression: low &gt; 1 + threshold. Improvement: high &lt; 1 / (1 +
    /// threshold). No change: both within. Small change: 1 lies outside the interval and the ratio within the threshold; where the ratio is
    /// beyond it, a loss is suspected, and a gain is inconclusive.
    /// </summary>
    public static Verdict Of(RatioInterval interval, double threshold)
    {
        ArgumentNullException.ThrowIfNull(interval);
        ArgumentOutOfRangeException.ThrowIfNegative(threshold);
        var (worst, best) = (1 + threshold, 1 / (1 + threshold));
        if (interval.Low > worst) return Verdict.Regression;
        if (interval.High < best) return Verdict.Improvement;
        if (interval.Low >= best && interval.High <= worst) return Verdict.NoChange;
        if (interval.Low > 1) return interval.Ratio > worst ? Verdict.Suspected : Verdict.SmallChange;
        return interval.High < 1 && interval.Ratio >= best ? Verdict.SmallChange : Verdict.Inconclusive;
    }

    /// <summary>
    /// How many launches or pairs are likely to settle an inconclusive ratio: those that tell it from the threshold, at 90 % power.
    /// </summary>
    /// <param name="variation">Between launches of one side (0.01 = 1 %).</param>
    public static int Needed(double ratio, double variation, double threshold, double alpha)
    {
        // A ratio at the very threshold cannot be told from it by any number; a quarter of the threshold is then asked for.
        var distance = Math.Max(Math.Abs(Math.Abs(Math.Log(ratio)) - Math.Log(1 + threshold)), threshold / 4);
        return distance > 0 ? SampleSize.Needed(variation, distance, 0, alpha) : int.MaxValue;
    }
}
