namespace StackBench.Fleet.Outliers;

/// <summary>Centres and scales that outliers do not move.</summary>
internal static class RobustScale
{
    /// <summary>Makes the median absolute deviation of a normal sample its standard deviation.</summary>
    public const double Normal = 1.482602218505602;

    /// <summary>Below this no engine repeats its own numbers: metrics without any noise get it as their scale.</summary>
    public const double Least = 0.0005;

    /// <summary>Median of values that are not NaN; NaN where there are none. Sorts the buffer.</summary>
    public static double Median(Span<double> values)
    {
        if (values.IsEmpty) return double.NaN;
        values.Sort();
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    /// <summary>1.4826 x the median of the absolute values. Changes the buffer.</summary>
    public static double OfDeviations(Span<double> deviations)
    {
        for (var i = 0; i < deviations.Length; i++) deviations[i] = Math.Abs(deviations[i]);
        return Normal * Median(deviations);
    }

    /// <summary>The values that are not NaN, copied to the start of a buffer.</summary>
    public static Span<double> Known(ReadOnlySpan<double> values, Span<double> buffer)
    {
        var count = 0;
        foreach (var value in values)
            if (!double.IsNaN(value)) buffer[count++] = value;
        return buffer[..count];
    }
}
