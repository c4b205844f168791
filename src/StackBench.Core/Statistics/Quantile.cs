namespace StackBench.Core.Statistics;

/// <summary>Sample quantiles by linear interpolation (Hyndman and Fan 1996, type 7: the default of R and NumPy).</summary>
public static class Quantile
{
    /// <exception cref="ArgumentException">No values.</exception>
    public static double Median(ReadOnlySpan<double> values) => Of(values, 0.5);

    /// <param name="probability">0 to 1.</param>
    /// <exception cref="ArgumentException">No values.</exception>
    public static double Of(ReadOnlySpan<double> values, double probability)
    {
        if (values.IsEmpty) throw new ArgumentException("a quantile needs at least one value", nameof(values));
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var position = probability * (sorted.Length - 1);
        var index = (int)position;
        var fraction = position - index;
        return fraction == 0 ? sorted[index] : sorted[index] + (fraction * (sorted[index + 1] - sorted[index]));
    }
}
