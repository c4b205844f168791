namespace StackBench.Core.Statistics;

/// <summary>
/// Smallest change a machine can tell from its own noise, from pairs in which candidate and baseline are the same: the upper
/// 95 % bound of |ln ratio|, as a relative change (0.012 = 1.2 %).
/// </summary>
public static class NoiseFloor
{
    /// <summary>Pairs from which a floor is told.</summary>
    public const int LeastPairs = 10;

    private const double Misrate = 0.05;

    /// <returns>Null below <see cref="LeastPairs"/> pairs.</returns>
    /// <exception cref="ArgumentException">The samples differ in length or hold a value that is not finite and above zero.</exception>
    public static double? Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length < LeastPairs && first.Length == second.Length) return null;
        return RatioEstimate.Paired(first, second, Misrate) is RatioInterval interval
            ? Math.Max(interval.High, 1 / interval.Low) - 1
            : null;
    }
}
