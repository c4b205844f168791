namespace StackBench.Fleet.Outliers;

/// <summary>A set of values that falls into two clusters far apart: two firmwares, two drivers, two steppings.</summary>
/// <param name="Limit">Values below belong to the lower cluster.</param>
/// <param name="Distance">Between the two means, as a difference of logarithms.</param>
internal sealed record TwoGroups(double Limit, double Distance)
{
    private const int LeastValues = 20;

    /// <summary>Fewer nodes than this share are outliers, not a population.</summary>
    private const double LeastShare = 0.20;

    /// <summary>
    /// Distance of the means over the scatter within, from which there are two (Ashman's D, 1994, which calls 2 clean for known clusters).
    /// The best split of one normal sample reaches 2.7, of a uniform one 3.5; small samples reach more by chance.
    /// </summary>
    private static double Separation(int count) => 4 + (40.0 / count);

    /// <param name="values">Without NaN; they are sorted.</param>
    /// <param name="leastDistance">A smaller one does not matter, as a difference of logarithms.</param>
    public static TwoGroups? Of(Span<double> values, double leastDistance)
    {
        if (values.Length < LeastValues) return null;
        values.Sort();
        // Sums of what is left after the middle is taken out: squares of large logarithms would lose their digits.
        var (middle, total, squares) = (values[values.Length / 2], 0.0, 0.0);
        foreach (var value in values) (total, squares) = (total + (value - middle), squares + ((value - middle) * (value - middle)));
        var least = (int)Math.Ceiling(LeastShare * values.Length);
        var (best, at, lowMean, highMean) = (0.0, 0, 0.0, 0.0);
        var sum = 0.0;
        for (var count = 1; count < values.Length; count++)
        {
            sum += values[count - 1] - middle;
            if (count < least || values.Length - count < least) continue;
            var (low, high) = (sum / count, (total - sum) / (values.Length - count));
            var between = (double)count * (values.Length - count) * (high - low) * (high - low);
            if (between > best) (best, at, lowMean, highMean) = (between, count, low, high);
        }

        if (at == 0 || highMean - lowMean < leastDistance) return null;
        var within = (squares - (at * lowMean * lowMean) - ((values.Length - at) * highMean * highMean)) / values.Length;
        var scatter = Math.Max(RobustScale.Least, Math.Sqrt(Math.Max(0, within)));
        return (highMean - lowMean) / scatter >= Separation(values.Length)
            ? new TwoGroups((values[at - 1] + values[at]) / 2, highMean - lowMean)
            : null;
    }
}
