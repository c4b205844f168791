using MathNet.Numerics;
using StackBench.Core.Statistics;

namespace StackBench.Fleet.Outliers;

/// <summary>One-sided chance of a value as many scales below the centre, where the scale is itself an estimate.</summary>
internal static class Tail
{
    /// <summary>From here on Student's t is the normal distribution to more digits than the scale has.</summary>
    private const double NearlyNormal = 5000;

    /// <summary>Efficiency of a median absolute deviation: it is worth this share of its values.</summary>
    public const double Efficiency = 0.37;

    public static double Probability(double z, double freedom)
    {
        if (z <= 0) return 1;
        return freedom >= NearlyNormal ? SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2 : StudentTail.Probability(z, Math.Max(1, freedom));
    }
}
