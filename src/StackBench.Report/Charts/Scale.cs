namespace StackBench.Report.Charts;

/// <summary>Maps values to positions, linearly or by their logarithm. Values outside of the range land outside.</summary>
/// <param name="Low">Value at <paramref name="From"/>; above zero on a logarithmic scale.</param>
/// <param name="High">Value at <paramref name="To"/>, above <paramref name="Low"/>.</param>
public readonly record struct Scale(double Low, double High, double From, double To, bool IsLogarithmic = false)
{
    public double Position(double value) => From + (Share(value) * (To - From));

    /// <summary>The position of a value; one outside of the range lies at its end.</summary>
    public double Clamped(double value) =>
        Share(value) is var share && double.IsNaN(share) ? From : From + (Math.Clamp(share, 0, 1) * (To - From));

    /// <summary>A range around values, a twentieth wider at both ends; around a single value a tenth of it.</summary>
    /// <param name="values">Finite, at least one.</param>
    public static (double Low, double High) Range(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (low, high) = (values.Min(), values.Max());
        var margin = high > low ? (high - low) / 20 : Math.Max(Math.Abs(high) / 10, double.Epsilon * 16);
        if (!double.IsFinite(low - margin) || !double.IsFinite(high + margin)) margin = 0;
        return (low - margin, high + margin);
    }

    // Half of each value: ends may be so far apart that their difference is no number.
    private double Share(double value) => IsLogarithmic
        ? (Math.Log(value) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low))
        : ((value / 2) - (Low / 2)) / ((High / 2) - (Low / 2));
}
