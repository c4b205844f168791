using System.Collections.Immutable;
using Perfolizer.Mathematics.OutlierDetection;
using Pragmastat;

namespace StackBench.Core.Statistics;

/// <summary>
/// Values that lie far from the others by two rules: beyond 5 median absolute deviations of their own side (double MAD), and
/// beyond 3 interquartile ranges of the quartiles (Tukey's "far out"). Flags only: no verdict leaves a value out.
/// </summary>
/// <param name="DoubleMad">Indices, ascending.</param>
/// <param name="Tukey">Indices, ascending.</param>
public sealed record OutlierFlags(ImmutableArray<int> DoubleMad, ImmutableArray<int> Tukey, int Count)
{
    private const double MadFactor = 5;
    private const double TukeyFactor = 3;

    /// <summary>Values below which no rule says anything.</summary>
    private const int Least = 5;

    /// <summary>Share of the values that both rules flag.</summary>
    public double Share => (double)DoubleMad.Intersect(Tukey).Count() / Count;

    /// <exception cref="ArgumentException">No values, or one that is not finite.</exception>
    public static OutlierFlags Of(ReadOnlySpan<double> values)
    {
        SeriesChecks.Finite(values, nameof(values));
        var all = values.ToArray();
        if (all.Length < Least) return new OutlierFlags([], [], all.Length);
        var sample = new Sample(all);
        return new OutlierFlags(
            Beyond(all, DoubleMadOutlierDetector.Create(sample, MadFactor, null!)),
            Beyond(all, TukeyOutlierDetector.Create(sample, TukeyFactor)),
            all.Length);
    }

    private static ImmutableArray<int> Beyond(double[] values, FenceOutlierDetector detector) =>
        [.. Enumerable.Range(0, values.Length).Where(index => detector.IsLowerOutlier(values[index]) || detector.IsUpperOutlier(values[index]))];
}
