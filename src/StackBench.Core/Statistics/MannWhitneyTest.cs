namespace StackBench.Core.Statistics;

/// <summary>
/// Exact rank test for two independent samples (Mann and Whitney 1947; Wilcoxon's rank sum). Equal values count against the
/// alternative, which keeps the p-value valid and makes it larger than the one of any way to break the ties.
/// </summary>
internal static class MannWhitneyTest
{
    /// <returns>Probability of a difference at least as large if there is none.</returns>
    /// <exception cref="ArgumentException">A sample is empty or holds a value that is not finite.</exception>
    public static double PValue(ReadOnlySpan<double> baseline, ReadOnlySpan<double> candidate, Alternative alternative)
    {
        SeriesChecks.Finite(baseline, nameof(baseline));
        SeriesChecks.Finite(candidate, nameof(candidate));
        return alternative switch
        {
            Alternative.Greater => Upper(baseline, candidate),
            Alternative.Less => Upper(candidate, baseline),
            Alternative.TwoSided => Math.Min(1, 2 * Math.Min(Upper(baseline, candidate), Upper(candidate, baseline))),
            _ => throw new ArgumentOutOfRangeException(nameof(alternative), alternative, "unknown alternative"),
        };
    }

    /// <summary>
    /// Smallest p-value that <paramref name="n"/> against <paramref name="m"/> values can give, one-sided: 1 / C(n+m, n).
    /// </summary>
    public static double SmallestPValue(int n, int m) => MannWhitneyDistribution.Of(n, m).Cumulative(0);

    private static double Upper(ReadOnlySpan<double> lesser, ReadOnlySpan<double> greater)
    {
        var distribution = MannWhitneyDistribution.Of(lesser.Length, greater.Length);
        return distribution.Cumulative(distribution.Maximum - Wins(lesser, greater));
    }

    private static long Wins(ReadOnlySpan<double> lesser, ReadOnlySpan<double> greater)
    {
        double[] low = lesser.ToArray(), high = greater.ToArray();
        Array.Sort(low);
        Array.Sort(high);
        long wins = 0;
        var below = 0;
        foreach (var value in high)
        {
            while (below < low.Length && low[below] < value) below++;
            wins += below;
        }

        return wins;
    }
}
