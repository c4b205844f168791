using MathNet.Numerics.Distributions;

namespace StackBench.Core.Statistics;

/// <summary>
/// A steady rise or fall: slope by Theil (1950) and Sen (1968), the median over all pairs, with Sen's interval; significance by Mann
/// (1945) and Kendall (1975) with the correction for ties. The variance is inflated by (1 + phi) / (1 - phi) for the correlation of
/// neighbours that remains when the slope is taken out.
/// </summary>
/// <param name="Slope">Units of the values per unit of time.</param>
/// <param name="PValue">Two-sided.</param>
/// <param name="Correlation">phi of <see cref="SerialCorrelation"/>.</param>
internal sealed record MonotoneTrend(double Slope, double Low, double High, double PValue, double Correlation)
{
    /// <summary>Values from which a trend is told; below, the normal approximation of Kendall's S does not hold.</summary>
    public const int Least = 10;

    /// <param name="times">Ascending; equal times are left out of the slope.</param>
    /// <param name="misrate">Of the interval of the slope.</param>
    /// <returns>Null below <see cref="Least"/> values, or when all times are equal.</returns>
    /// <exception cref="ArgumentException">Different lengths, times that go backwards, or a value that is not finite.</exception>
    public static MonotoneTrend? Of(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double misrate = 0.05)
    {
        SeriesChecks.Finite(times, nameof(times), least: 0);
        SeriesChecks.Finite(values, nameof(values), least: 0);
        SeriesChecks.Probability(misrate, nameof(misrate));
        if (times.Length != values.Length) throw new ArgumentException($"{times.Length} times for {values.Length} values", nameof(values));
        for (var i = 1; i < times.Length; i++)
            if (times[i] < times[i - 1]) throw new ArgumentException($"time {i + 1} lies before time {i}", nameof(times));
        if (values.Length < Least || times[0] == times[^1]) return null;

        var slopes = new PairwiseSlopes(times, values);
        var (slope, score) = (slopes.Median, slopes.Score);
        var residuals = new double[values.Length];
        for (var i = 0; i < residuals.Length; i++) residuals[i] = values[i] - (slope * (times[i] - times[0]));
        var phi = SerialCorrelation.Of(residuals);
        var deviation = Math.Sqrt(ScoreVariance(values) * SerialCorrelation.VarianceFactor(phi));
        var z = score == 0 || deviation == 0 ? 0 : (Math.Abs(score) - 1) / deviation;
        var reach = (long)Math.Floor((slopes.Count - (Normal.InvCDF(0, 1, 1 - (misrate / 2)) * deviation)) / 2) - 1;
        return new MonotoneTrend(
            slope,
            reach < 0 ? double.NegativeInfinity : slopes.At(Math.Min(reach, slopes.Count - 1)),
            reach < 0 ? double.PositiveInfinity : slopes.At(Math.Max(slopes.Count - 1 - reach, 0)),
            Math.Min(1, 2 * Normal.CDF(0, 1, -z)),
            phi);
    }

    // n (n-1) (2n+5) / 18 less t (t-1) (2t+5) / 18 for every group of t equal values.
    private static double ScoreVariance(ReadOnlySpan<double> values)
    {
        static double Term(double n) => n * (n - 1) * ((2 * n) + 5) / 18;
        return Term(values.Length) - values.ToArray().CountBy(value => value).Sum(group => Term(group.Value));
    }
}
