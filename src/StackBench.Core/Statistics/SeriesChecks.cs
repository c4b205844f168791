namespace StackBench.Core.Statistics;

/// <summary>What every computation demands of its values, said in one way.</summary>
internal static class SeriesChecks
{
    /// <exception cref="ArgumentException">Too few values, or one that is not finite.</exception>
    public static void Finite(ReadOnlySpan<double> values, string name, int least = 1)
    {
        if (values.Length < least) throw new ArgumentException($"{values.Length} values; at least {least} are needed", name);
        for (var i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i])) throw new ArgumentException($"value {i + 1} is not finite", name);
    }

    /// <exception cref="ArgumentException">Too few values, or one that is not finite and above zero: it has no logarithm.</exception>
    public static void Positive(ReadOnlySpan<double> values, string name, int least = 1)
    {
        Finite(values, name, least);
        for (var i = 0; i < values.Length; i++)
            if (values[i] <= 0) throw new ArgumentException($"value {i + 1} is not above zero, so there is no ratio to it", name);
    }

    /// <exception cref="ArgumentException">As <see cref="Positive"/>.</exception>
    public static double[] Logs(ReadOnlySpan<double> values, string name, int least = 1)
    {
        Positive(values, name, least);
        var logs = new double[values.Length];
        for (var i = 0; i < logs.Length; i++) logs[i] = Math.Log(values[i]);
        return logs;
    }

    /// <exception cref="ArgumentOutOfRangeException">Not strictly between 0 and 1.</exception>
    public static void Probability(double value, string name)
    {
        if (!(value > 0 && value < 1)) throw new ArgumentOutOfRangeException(name, value, "must lie between 0 and 1");
    }
}
