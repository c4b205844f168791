namespace StackBench.Core.Statistics;

/// <summary>
/// Ratio candidate / baseline of two sets of launch values: exp of the Hodges-Lehmann shift of the logarithms, with the interval
/// that inverts the exact rank test (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3.3 and 4.3; the indices of
/// R's wilcox.test). Closed: an interval, or too few values for one.
/// </summary>
internal abstract record RatioEstimate
{
    private protected RatioEstimate(double ratio) => Ratio = ratio;

    /// <summary>Candidate over baseline.</summary>
    public double Ratio { get; init; }

    /// <summary>Independent samples.</summary>
    /// <param name="misrate">Largest probability that the interval misses the true ratio, both sides together.</param>
    /// <exception cref="ArgumentException">A sample is empty or holds a value that is not finite and above zero.</exception>
    public static RatioEstimate Unpaired(ReadOnlySpan<double> baseline, ReadOnlySpan<double> candidate, double misrate)
    {
        SeriesChecks.Probability(misrate, nameof(misrate));
        var sorted = HodgesLehmann.Differences(
            SeriesChecks.Logs(baseline, nameof(baseline)), SeriesChecks.Logs(candidate, nameof(candidate)));
        var distribution = MannWhitneyDistribution.Of(baseline.Length, candidate.Length);
        return (RatioEstimate?)Of(sorted, distribution.Cumulative, misrate)
            ?? new TooFewValues(Point(sorted), Math.Min(baseline.Length, candidate.Length), LeastUnpaired(misrate));
    }

    /// <summary>Pairs: value i of either sample belongs to pair i.</summary>
    /// <inheritdoc cref="Unpaired"/>
    /// <exception cref="ArgumentException">The samples differ in length, are empty or hold a value that is not
    /// finite and above zero.</exception>
    public static RatioEstimate Paired(ReadOnlySpan<double> baseline, ReadOnlySpan<double> candidate, double misrate)
    {
        SeriesChecks.Probability(misrate, nameof(misrate));
        var differences = LogRatios(baseline, candidate);
        var sorted = HodgesLehmann.WalshAverages(differences);
        var distribution = SignedRankDistribution.Of(differences.Length);
        return (RatioEstimate?)Of(sorted, distribution.Cumulative, misrate)
            ?? new TooFewValues(Point(sorted), differences.Length, LeastPairs(misrate));
    }

    /// <summary>Values a side below which no interval of that misrate exists: the least n with 1 / C(2n, n) &lt;= misrate / 2.</summary>
    public static int LeastUnpaired(double misrate) =>
        Least(n => MannWhitneyTest.SmallestPValue(n, n), misrate, MannWhitneyDistribution.ExactLimit);

    /// <summary>Pairs below which no interval of that misrate exists: the least n with 2^-n &lt;= misrate / 2.</summary>
    public static int LeastPairs(double misrate) => Least(SignedRankTest.SmallestPValue, misrate, SignedRankDistribution.ExactLimit);

    /// <summary>ln(candidate / baseline) pair by pair.</summary>
    /// <exception cref="ArgumentException">As <see cref="Paired"/>.</exception>
    internal static double[] LogRatios(ReadOnlySpan<double> baseline, ReadOnlySpan<double> candidate)
    {
        if (baseline.Length != candidate.Length)
            throw new ArgumentException(
                $"{baseline.Length} baseline and {candidate.Length} candidate values are no pairs", nameof(candidate));
        var differences = SeriesChecks.Logs(candidate, nameof(candidate));
        var logs = SeriesChecks.Logs(baseline, nameof(baseline));
        for (var i = 0; i < differences.Length; i++) differences[i] -= logs[i];
        return differences;
    }

    private static RatioInterval? Of(double[] sorted, Func<long, double> cumulative, double misrate)
    {
        var terms = CumulativeSum.TermsWithin(cumulative, sorted.Length, misrate / 2);
        if (terms == 0) return null;
        return new RatioInterval(
            Point(sorted), Math.Exp(sorted[terms - 1]), Math.Exp(sorted[sorted.Length - terms]), 1 - (2 * cumulative(terms - 1)));
    }

    private static double Point(double[] sorted) => Math.Exp(HodgesLehmann.MedianOfSorted(sorted));

    private static int Least(Func<int, double> smallestPValue, double misrate, int limit)
    {
        SeriesChecks.Probability(misrate, nameof(misrate));
        var n = 1;
        while (n < limit && smallestPValue(n) > misrate / 2 * (1 + 1e-12)) n++;
        return n;
    }
}

/// <summary>The ratio with its interval.</summary>
/// <param name="Level">Coverage it really has, at least the one asked for.</param>
internal sealed record RatioInterval(double Ratio, double Low, double High, double Level) : RatioEstimate(Ratio)
{
    /// <summary>The interval of the reciprocal: baseline over candidate.</summary>
    public RatioInterval Inverse => new(1 / Ratio, 1 / High, 1 / Low, Level);
}

/// <summary>The ratio alone: no interval of the wanted misrate exists for so few values.</summary>
/// <param name="Have">Values of the smaller side, or pairs.</param>
/// <param name="Needed">Least number a side, or of pairs.</param>
internal sealed record TooFewValues(double Ratio, int Have, int Needed) : RatioEstimate(Ratio);
