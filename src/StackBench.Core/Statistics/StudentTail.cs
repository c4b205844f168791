using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace StackBench.Core.Statistics;

/// <summary>
/// Upper tails of Student's t, in closed form for the 2 and 3 degrees of freedom that reports of thousands of metrics ask for.
/// </summary>
internal static class StudentTail
{
    private static readonly ConcurrentDictionary<(double Probability, double Freedom), double> Quantiles = [];

    /// <summary>Chance of at least <paramref name="t"/>, which is zero or more.</summary>
    public static double Probability(double t, double freedom)
    {
        switch (freedom)
        {
            case 2:
                var root = Math.Sqrt(2 + (t * t));
                return 1 / (root * (root + t));
            case 3:
                var u = t / Math.Sqrt(3);
                return (Math.Atan2(1, u) - (u / (1 + (u * u)))) / Math.PI;
            default:
                return StudentT.CDF(0, 1, freedom, -t);
        }
    }

    /// <summary>The value that is reached with the given chance.</summary>
    public static double Quantile(double probability, double freedom) => Quantiles.GetOrAdd(
        (probability, freedom), key => StudentT.InvCDF(0, 1, key.Freedom, 1 - key.Probability));
}
