using Perfolizer.Mathematics.QuantileEstimators;
using Pragmastat;

namespace StackBench.Core.Statistics;

/// <summary>Quantiles of the samples of one launch by the trimmed Harrell-Davis estimator (Akinshin 2021, width 1/sqrt(n)), as latencies need.</summary>
public static class TailQuantile
{
    /// <summary>Samples beyond a quantile below which it is not told.</summary>
    private const double LeastBeyond = 100;

    /// <summary>Samples from which the quantile is told: 100 / (1 - p), at least 100 of them beyond it.</summary>
    /// <param name="probability">0.5 up to below 1.</param>
    public static int Least(double probability)
    {
        SeriesChecks.Probability(probability, nameof(probability));
        return (int)Math.Ceiling(LeastBeyond / (1 - Math.Max(probability, 0.5)) * (1 - 1e-12));
    }

    /// <returns>The quantile; null where the values are fewer than <see cref="Least"/>.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static double? Of(ReadOnlySpan<double> values, double probability) =>
        values.Length < Least(probability) ? null : Estimate(values, probability);

    /// <summary>The estimate from however few values, for display beside their number.</summary>
    /// <exception cref="ArgumentException">No values, or one that is not finite.</exception>
    public static double Estimate(ReadOnlySpan<double> values, double probability)
    {
        SeriesChecks.Finite(values, nameof(values));
        SeriesChecks.Probability(probability, nameof(probability));
        if (values.Length == 1) return values[0];
        return TrimmedHarrellDavisQuantileEstimator.Sqrt.Quantile(new Sample(values.ToArray()), probability).NominalValue;
    }
}
