using System.Collections.Immutable;
using StackBench.Core.Statistics;

namespace StackBench.Fleet.Simulation;

/// <summary>How equal devices of a fleet differ, and how their runs are disturbed.</summary>
/// <param name="Device">What a device always is from the others, as a logarithm.</param>
/// <param name="Disturbed">Share of runs in which other work took 5 to 30 %.</param>
/// <param name="SecondFirmware">What half of the nodes always are from the others, as a logarithm.</param>
internal sealed record SimulatedPopulation(
    string Name, Func<SplitMix64, double> Device, double Disturbed = 0, double SecondFirmware = 0)
{
    /// <summary>Scatter between runs of a device.</summary>
    public const double RunNoise = 0.005;

    public static SimulatedPopulation Tight { get; } = new("tight, 0.3 %", random => 0.003 * random.NextNormal());

    /// <summary>Spread of equal GPUs that Sinha et al. (SC22) measured in the field, as a standard deviation.</summary>
    public static SimulatedPopulation Field { get; } = new("field, 2.2 %", random => 0.022 * random.NextNormal());

    public static ImmutableArray<SimulatedPopulation> All { get; } =
    [
        Tight,
        Field,
        new("heavy tails", random => 0.0127 * HeavyTailed(random)),
        new("skewed to slow", random => 0.022 * (1 + Math.Log(1 - random.NextDouble()))),
        new("two firmwares", random => 0.006 * random.NextNormal(), SecondFirmware: -0.05),
        new("1 % of runs disturbed", random => 0.003 * random.NextNormal(), Disturbed: 0.01),
    ];

    // Student's t of three degrees of freedom, whose standard deviation is 1.73.
    private static double HeavyTailed(SplitMix64 random)
    {
        var sum = 0.0;
        for (var i = 0; i < 3; i++)
        {
            var normal = random.NextNormal();
            sum += normal * normal;
        }

        return random.NextNormal() / Math.Sqrt(sum / 3);
    }
}
