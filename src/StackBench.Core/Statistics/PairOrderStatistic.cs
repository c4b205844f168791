namespace StackBench.Core.Statistics;

/// <summary>
/// Order statistics of all differences b - a between two samples, or of all averages of two of one sample, without making them: the values
/// that a double can have are bisected, and for each a walk along the sorted samples counts the differences up to it. Exact to the last
/// bit, in O(n + m) for each of at most 64 steps.
/// </summary>
internal sealed class PairOrderStatistic
{
    private readonly double[] _first;
    private readonly double[] _second;
    private readonly bool _isOneSample;

    /// <exception cref="ArgumentException">A sample is empty or has a value that is not finite.</exception>
    public PairOrderStatistic(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        SeriesChecks.Finite(first, nameof(first));
        SeriesChecks.Finite(second, nameof(second));
        (_first, _second) = (first.ToArray(), second.ToArray());
        Array.Sort(_first);
        Array.Sort(_second);
    }

    private PairOrderStatistic(ReadOnlySpan<double> values)
        : this([.. values.ToArray().Select(value => -value / 2)], [.. values.ToArray().Select(value => value / 2)]) => _isOneSample = true;

    public long Count => _isOneSample ? (long)_second.Length * (_second.Length + 1) / 2 : (long)_first.Length * _second.Length;

    public double Median => (At((Count - 1) / 2) + At(Count / 2)) / 2;

    /// <summary>Of the n (n + 1) / 2 averages of two values, each with itself as well.</summary>
    /// <exception cref="ArgumentException">The sample is empty or has a value that is not finite.</exception>
    public static PairOrderStatistic OfAverages(ReadOnlySpan<double> values) => new(values);

    /// <summary>The difference or average of the given rank, 0-based, smallest first.</summary>
    public double At(long rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, Count);
        long low = Ordinal(_second[0] - _first[^1]), high = Ordinal(_second[^1] - _first[0]);
        while (low < high)
        {
            var middle = low + (long)((ulong)(high - low) >> 1);
            if (UpTo(Value(middle)) > rank) high = middle;
            else low = middle + 1;
        }

        return Value(low);
    }

    // Rounded differences still rise with b and fall with a, so that the border between "up to" and "above" is a staircase.
    private long UpTo(double limit)
    {
        var (count, j) = (0L, 0);
        foreach (var a in _first)
        {
            while (j < _second.Length && _second[j] - a <= limit) j++;
            count += j;
        }

        // Of one sample every average of two was counted twice, that of a value with itself once.
        return _isOneSample ? (count + _second.Count(value => value + value <= limit)) / 2 : count;
    }

    // Whole numbers in the order of the doubles: those of negative sign count downwards.
    private static long Ordinal(double value) =>
        BitConverter.DoubleToInt64Bits(value + 0.0) is var bits && bits >= 0 ? bits : long.MinValue - bits;

    private static double Value(long ordinal) => BitConverter.Int64BitsToDouble(ordinal >= 0 ? ordinal : long.MinValue - ordinal);
}
