using MathNet.Numerics.Distributions;
using StackBench.Core.Statistics;

namespace StackBench.Core.Trends;

/// <summary>
/// The newest one or two runs lie beyond what the level before them leads one to expect: too few for a step, enough to look.
/// </summary>
/// <param name="Index">Of the first of these runs in the series.</param>
/// <param name="Ratio">Their centre over the level before, oriented so that above 1 is worse.</param>
/// <param name="PValue">Of a run at least that far out without a change; of the one that is less far out where there are two.</param>
public sealed record NewestShift(int Index, double Ratio, double PValue)
{
    /// <summary>Largest p-value at which it is reported.</summary>
    public const double Significance = 0.01;

    /// <summary>Runs of the level before from which there is an expectation.</summary>
    private const int LeastBefore = 3;

    /// <summary>Run-to-run scatter (of logarithms) that a history which happens to agree better may still hide.</summary>
    private const double LeastScatter = 0.005;

    /// <summary>Degrees of freedom of the tails that real runs have.</summary>
    private const double Tails = 3;

    /// <param name="losses">Logarithms of the values since the last step, oriented so that greater is worse.</param>
    /// <param name="begin">Index of the first of them in the series.</param>
    /// <param name="threshold">Smallest relative change that matters.</param>
    public static NewestShift? Of(ReadOnlySpan<double> losses, int begin, double threshold)
    {
        foreach (var newest in (int[])[2, 1])
        {
            var before = losses.Length - newest;
            if (before < LeastBefore) continue;
            var scale = Scale(losses[..before]);
            var center = Median(losses[..before]);
            double[] shifts = [.. losses[before..].ToArray().Select(loss => loss - center)];
            var least = shifts.MinBy(Math.Abs);
            if (shifts.Any(shift => Math.Sign(shift) != Math.Sign(least)) || Math.Abs(least) <= Math.Log(1 + threshold)) continue;
            var pValue = StudentT.CDF(0, scale, Tails, -Math.Abs(least));
            if (pValue <= Significance) return new NewestShift(begin + before, Math.Exp(Median(shifts)), pValue);
        }

        return null;
    }

    // As a single run against stored ones is judged (RunNoise), from the centres of runs alone.
    private static double Scale(ReadOnlySpan<double> before)
    {
        var mean = 0.0;
        foreach (var loss in before) mean += loss / before.Length;
        var squares = 0.0;
        foreach (var loss in before) squares += (loss - mean) * (loss - mean);
        // A median of n scatters by pi / (2 n) of the variance of one value.
        var variance = squares / (before.Length - 1) * (1 + (Math.PI / 2 / before.Length));
        return Math.Sqrt(variance + (LeastScatter * LeastScatter));
    }

    // Not Hodges and Lehmann's centre: in a history of 1,000 runs that costs as much as the search for steps.
    private static double Median(ReadOnlySpan<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return HodgesLehmann.MedianOfSorted(sorted);
    }
}
