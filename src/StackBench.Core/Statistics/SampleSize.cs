using MathNet.Numerics.Distributions;

namespace StackBench.Core.Statistics;

/// <summary>
/// How many launches a change needs to be proven: the normal two-sample formula
/// n = 2 (z(1-alpha) + z(power))^2 (CV / (change - threshold))^2, times 1.05 for the rank test's efficiency of 0.955.
/// </summary>
internal static class SampleSize
{
    private const double RankEfficiency = 1.05;

    /// <param name="variation">Coefficient of variation between launches of one side (0.01 = 1 %).</param>
    /// <param name="change">Relative change that is to be proven (0.05 = 5 %), above <paramref name="threshold"/>.</param>
    /// <param name="threshold">Change that the proof must exceed.</param>
    /// <returns>Launches a side, or pairs; at least what an exact test of that alpha needs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The change does not exceed the threshold, or the variation is negative.</exception>
    public static int Needed(double variation, double change, double threshold, double alpha = 0.01, double power = 0.9)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(variation);
        if (!(change > threshold))
            throw new ArgumentOutOfRangeException(
                nameof(change), change, "no number of launches proves a change that does not exceed the threshold");
        var exact = Constant(alpha, power) * Math.Pow(variation / (change - threshold), 2);
        var least = RatioEstimate.LeastPairs(2 * alpha);
        return exact > int.MaxValue - 1 ? int.MaxValue : Math.Max(least, (int)Math.Ceiling(exact));
    }

    /// <summary>Coefficient of variation of positive values as the standard deviation of their logarithms.</summary>
    /// <exception cref="ArgumentException">Fewer than two values, or one that is not finite and above zero.</exception>
    public static double Variation(ReadOnlySpan<double> values)
    {
        var logs = SeriesChecks.Logs(values, nameof(values), least: 2);
        var mean = logs.Average();
        return Math.Sqrt(logs.Sum(log => (log - mean) * (log - mean)) / (logs.Length - 1));
    }

    private static double Constant(double alpha, double power)
    {
        SeriesChecks.Probability(alpha, nameof(alpha));
        SeriesChecks.Probability(power, nameof(power));
        var sum = Normal.InvCDF(0, 1, 1 - alpha) + Normal.InvCDF(0, 1, power);
        return 2 * sum * sum * RankEfficiency;
    }
}
