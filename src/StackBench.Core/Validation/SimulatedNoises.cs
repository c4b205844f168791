using StackBench.Core.Statistics;

namespace StackBench.Core.Validation;

/// <summary>Positive values around 1 from a seed.</summary>
internal static class SimulatedNoises
{
    /// <param name="variation">Scale of the logarithms (0.01 = 1 %).</param>
    public static double[] Draw(this SimulatedNoise noise, int count, SplitMix64 random, double variation = 0.01)
    {
        ArgumentNullException.ThrowIfNull(random);
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = Math.Exp(Log(noise, random, variation));
        return values;
    }

    /// <summary>Logarithms of a first-order autoregressive series of the given stationary standard deviation.</summary>
    public static double[] Autoregressive(int count, double phi, SplitMix64 random, double variation = 0.01)
    {
        ArgumentNullException.ThrowIfNull(random);
        var values = new double[count];
        var state = random.NextNormal();
        for (var i = 0; i < count; i++)
        {
            values[i] = variation * state;
            state = (phi * state) + (Math.Sqrt(1 - (phi * phi)) * random.NextNormal());
        }

        return values;
    }

    private static double Log(SimulatedNoise noise, SplitMix64 random, double variation) => noise switch
    {
        SimulatedNoise.Normal => variation * random.NextNormal(),
        SimulatedNoise.Spiky =>
            (variation * Math.Exp(0.1 * random.NextNormal()) * random.NextNormal()) + (random.NextDouble() < 0.05 ? Math.Log(1.2) : 0),
        SimulatedNoise.Bimodal => (variation * random.NextNormal()) + (random.NextDouble() < 0.3 ? 0.06 : 0),
        SimulatedNoise.HeavyTails => variation * random.NextNormal() / Math.Sqrt(-Math.Log(1 - random.NextDouble())),
        _ => throw new ArgumentOutOfRangeException(nameof(noise), noise, "unknown noise"),
    };
}
