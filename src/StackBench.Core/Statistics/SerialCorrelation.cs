using MathNet.Numerics.Statistics;

namespace StackBench.Core.Statistics;

/// <summary>
/// Correlation of neighbours that steps and spikes do not mislead: phi = S2 / S1 - 1 between 0 and 0.9, where S_l is the mean squared
/// difference at lag l without the largest tenth. For an AR(1) process S_l = 2 s^2 (1 - phi^l), so that S2 / S1 = 1 + phi.
/// </summary>
internal static class SerialCorrelation
{
    public const double Largest = 0.9;

    private const double Trimmed = 0.1;
    private const int Least = 4;

    /// <returns>Zero for fewer than four values, which say nothing about it.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static double Of(ReadOnlySpan<double> values)
    {
        SeriesChecks.Finite(values, nameof(values), least: 0);
        if (values.Length < Least) return 0;
        var first = Squares(values, 1);
        return first > 0 ? Math.Clamp((Squares(values, 2) / first) - 1, 0, Largest) : 0;
    }

    /// <summary>Factor by which correlation inflates the variance of a mean: (1 + phi) / (1 - phi).</summary>
    public static double VarianceFactor(double phi) => (1 + phi) / (1 - phi);

    private static double Squares(ReadOnlySpan<double> values, int lag)
    {
        var squares = new double[values.Length - lag];
        for (var i = 0; i < squares.Length; i++) squares[i] = (values[i + lag] - values[i]) * (values[i + lag] - values[i]);
        var kept = squares.Length - (int)(squares.Length * Trimmed);
        // Selecting the largest that is kept (MathNet counts from 1) moves the smaller ones before it.
        ArrayStatistics.OrderStatisticInplace(squares, kept);
        return ArrayStatistics.Mean(squares[..kept]);
    }
}
