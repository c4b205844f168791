namespace StackBench.Core.Statistics;

/// <summary>
/// Exact signed-rank test for pairs (Wilcoxon 1945). Where the order inside each pair was drawn at random it is exact under any
/// drift. Zero differences count against the alternative and equal sizes are ranked against it, which keeps the p-value valid.
/// </summary>
internal static class SignedRankTest
{
    /// <param name="differences">Candidate minus baseline, pair by pair; of logarithms where a ratio is meant.</param>
    /// <returns>Probability of a difference at least as large if there is none.</returns>
    /// <exception cref="ArgumentException">No differences, or one that is not finite.</exception>
    public static double PValue(ReadOnlySpan<double> differences, Alternative alternative)
    {
        SeriesChecks.Finite(differences, nameof(differences));
        return alternative switch
        {
            Alternative.Greater => Upper(differences, sign: 1),
            Alternative.Less => Upper(differences, sign: -1),
            Alternative.TwoSided => Math.Min(1, 2 * Math.Min(Upper(differences, 1), Upper(differences, -1))),
            _ => throw new ArgumentOutOfRangeException(nameof(alternative), alternative, "unknown alternative"),
        };
    }

    /// <summary>Smallest p-value that <paramref name="n"/> pairs can give, one-sided: 2^-n.</summary>
    public static double SmallestPValue(int n) => SignedRankDistribution.Of(n).Cumulative(0);

    private static double Upper(ReadOnlySpan<double> differences, int sign)
    {
        var ordered = differences.ToArray();
        Array.Sort(ordered, (a, b) => (Math.Abs(a), -(a * sign).CompareTo(0)).CompareTo((Math.Abs(b), -(b * sign).CompareTo(0))));
        // Of equal sizes those for the alternative come first and so get the lowest ranks.
        long sum = 0;
        for (var i = 0; i < ordered.Length; i++)
            if (ordered[i] * sign > 0) sum += i + 1;
        var distribution = SignedRankDistribution.Of(ordered.Length);
        return distribution.Cumulative(distribution.Maximum - sum);
    }
}
