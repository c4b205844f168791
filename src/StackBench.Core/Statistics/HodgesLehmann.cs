namespace StackBench.Core.Statistics;

/// <summary>Estimates of location by Hodges and Lehmann (1963): nearly as efficient as the mean, unmoved by outliers.</summary>
internal static class HodgesLehmann
{
    /// <summary>Values from which making and sorting all averages takes longer than a search among them.</summary>
    private const int Many = 50;

    /// <summary>Values up to which all averages lie on the stack: launches are few, and thousands of metrics have some.</summary>
    private const int Few = 8;

    /// <summary>Centre of one sample: the median of all averages (x_i + x_j) / 2 with i &lt;= j.</summary>
    /// <exception cref="ArgumentException">No values, or one that is not finite.</exception>
    public static double Center(ReadOnlySpan<double> values)
    {
        SeriesChecks.Finite(values, nameof(values));
        if (values.Length >= Many) return PairOrderStatistic.OfAverages(values).Median;
        var count = values.Length * (values.Length + 1) / 2;
        var averages = values.Length <= Few ? stackalloc double[Few * (Few + 1) / 2] : new double[count];
        WalshAverages(values, averages[..count]);
        return MedianOfSorted(averages[..count]);
    }

    /// <summary>
    /// Centre of a sample of positive values on the scale of logarithms, on which ratios are judged: exp of the centre of the logs.
    /// </summary>
    /// <exception cref="ArgumentException">No values, or one that is not finite and above zero.</exception>
    public static double GeometricCenter(ReadOnlySpan<double> values) => Math.Exp(Center(SeriesChecks.Logs(values, nameof(values))));

    /// <summary>Shift from the first sample to the second: the median of all differences second_j - first_i.</summary>
    /// <exception cref="ArgumentException">No values, or one that is not finite.</exception>
    public static double Shift(ReadOnlySpan<double> first, ReadOnlySpan<double> second) => new PairOrderStatistic(first, second).Median;

    /// <summary>All n (n + 1) / 2 averages of two, ascending.</summary>
    internal static double[] WalshAverages(ReadOnlySpan<double> values)
    {
        var averages = new double[values.Length * (values.Length + 1) / 2];
        WalshAverages(values, averages);
        return averages;
    }

    private static void WalshAverages(ReadOnlySpan<double> values, Span<double> averages)
    {
        var count = 0;
        for (var i = 0; i < values.Length; i++)
            for (var j = i; j < values.Length; j++) averages[count++] = (values[i] + values[j]) / 2;
        averages.Sort();
    }

    /// <summary>All n m differences second - first, ascending.</summary>
    internal static double[] Differences(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var differences = new double[first.Length * second.Length];
        var count = 0;
        foreach (var a in first)
            foreach (var b in second) differences[count++] = b - a;
        Array.Sort(differences);
        return differences;
    }

    internal static double MedianOfSorted(ReadOnlySpan<double> sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
