using MathNet.Numerics.Distributions;

namespace StackBench.Core.Statistics;

/// <summary>
/// One-sided limits that the next value of a normal series stays within: mean ± t(1-alpha, H-1) s sqrt(1 + 1/H)
/// (Hahn and Meeker, Statistical Intervals, 4.8).
/// </summary>
/// <param name="Lower">The next value falls below with probability alpha.</param>
/// <param name="Upper">The next value exceeds it with probability alpha.</param>
internal sealed record PredictionLimit(double Center, double Lower, double Upper)
{
    /// <param name="history">One value per run, for ratios the logarithm of the run's centre.</param>
    /// <exception cref="ArgumentException">Fewer than two values, or one that is not finite.</exception>
    public static PredictionLimit Of(ReadOnlySpan<double> history, double alpha)
    {
        SeriesChecks.Finite(history, nameof(history), least: 2);
        SeriesChecks.Probability(alpha, nameof(alpha));
        var values = history.ToArray();
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        var width = StudentT.InvCDF(0, 1, values.Length - 1, 1 - alpha) * deviation * Math.Sqrt(1 + (1.0 / values.Length));
        return new PredictionLimit(mean, mean - width, mean + width);
    }
}
