using MathNet.Numerics.Distributions;
using StackBench.Core.Statistics;

namespace StackBench.Fleet.Rollout;

/// <summary>
/// Shift between two groups that are compared within strata only: the Hodges-Lehmann estimate over all differences within a stratum, and
/// the sum of the strata's Mann-Whitney statistics (the unweighted test of van Elteren, 1960). Of one stratum these are the usual ones.
/// </summary>
/// <param name="Shift">From the others to the judged.</param>
/// <param name="Interval">Inverts the test; null where no interval of that misrate exists.</param>
/// <param name="PValue">Two-sided.</param>
/// <param name="SmallestPValue">What groups of this size can reach, two-sided.</param>
internal sealed record StratifiedShift(double Shift, Interval? Interval, double PValue, double SmallestPValue)
{
    /// <summary>Differences up to which the distribution of several strata is summed; above it is normal.</summary>
    private const int MostSummed = 20_000;

    /// <param name="strata">At least one, each with values on both sides.</param>
    public static StratifiedShift Of(IReadOnlyCollection<Stratum> strata, double misrate)
    {
        ArgumentNullException.ThrowIfNull(strata);
        double[] differences = [.. strata.SelectMany(one => HodgesLehmann.Differences(one.Others, one.Judged))];
        Array.Sort(differences);
        var cumulative = Cumulative([.. strata.Select(one => MannWhitneyDistribution.Of(one.Others.Length, one.Judged.Length))]);
        long count = differences.Length;
        var terms = CumulativeSum.TermsWithin(cumulative, count, misrate / 2);
        // Equal values count against either side.
        var (more, less) = (differences.LongCount(one => one > 0), differences.LongCount(one => one < 0));
        return new StratifiedShift(
            HodgesLehmann.MedianOfSorted(differences),
            terms == 0 ? null : new Interval(differences[terms - 1], differences[count - terms], 1 - (2 * cumulative(terms - 1))),
            Math.Min(1, 2 * Math.Min(cumulative(count - more), cumulative(count - less))),
            Math.Min(1, 2 * cumulative(0)));
    }

    /// <summary>P(sum of U &lt;= u) where nothing differs.</summary>
    private static Func<long, double> Cumulative(MannWhitneyDistribution[] strata)
    {
        if (strata is [var only]) return only.Cumulative;
        var maximum = strata.Sum(one => one.Maximum);
        if (maximum > MostSummed || strata.Any(one => !one.IsExact))
        {
            var deviation = Math.Sqrt(strata.Sum(one => (double)one.Maximum * (one.N + one.M + 1) / 12));
            return u => u < 0 ? 0 : u >= maximum ? 1 : Normal.CDF(maximum / 2.0, deviation, u + 0.5);
        }

        double[] sum = [1];
        foreach (var one in strata) sum = Sum(sum, Probabilities(one));
        var cumulative = CumulativeSum.Of(sum);
        return u => u < 0 ? 0 : u >= maximum ? 1 : cumulative[u];
    }

    private static double[] Probabilities(MannWhitneyDistribution one)
    {
        var probabilities = new double[one.Maximum + 1];
        // The lower half; the upper one would lose its digits.
        for (var u = 0; u <= one.Maximum / 2; u++)
            probabilities[u] = probabilities[one.Maximum - u] = one.Cumulative(u) - one.Cumulative(u - 1);
        return probabilities;
    }

    private static double[] Sum(double[] first, double[] second)
    {
        var sum = new double[first.Length + second.Length - 1];
        for (var i = 0; i < first.Length; i++)
            for (var j = 0; j < second.Length; j++) sum[i + j] += first[i] * second[j];
        return sum;
    }
}
