using StackBench.Core.Statistics;

namespace StackBench.Core.Validation;

/// <summary>Pairs in random order on a machine that drifts: the rate stays exact, because the order was drawn.</summary>
internal static class DriftSimulation
{
    private const int Trials = 10_000;
    private const int Pairs = 10;
    private const double Alpha = 0.01;
    private const double Size = 0.03;
    private const double Variation = 0.01;

    private static readonly (string Name, Func<SplitMix64, double[]> Draw)[] Drifts =
    [
        ("steady machine", _ => new double[2 * Pairs]),
        ("3 % linear drift", _ => [.. Enumerable.Range(0, 2 * Pairs).Select(i => Size * i / ((2 * Pairs) - 1))]),
        ("random walk of 3 %", Walk),
        ("a jump of 3 %", random => Jump(random.Below(2 * Pairs))),
    ];

    public static IEnumerable<StatisticsCheck> Run()
    {
        var random = new SplitMix64(42);
        foreach (var (name, draw) in Drifts)
        {
            var alarms = Enumerable.Range(0, Trials)
                .Count(_ => SignedRankTest.PValue(Differences(draw(random), random), Alternative.Greater) <= Alpha);
            yield return new StatisticsCheck(
                $"false alarm of {Pairs} pairs at 1 %, no change", name, Promise.Exactly, Attained(), alarms, Trials);
        }
    }

    private static double[] Differences(double[] drift, SplitMix64 random)
    {
        var differences = new double[Pairs];
        for (var i = 0; i < Pairs; i++)
        {
            var first = drift[2 * i] + (Variation * random.NextNormal());
            var second = drift[(2 * i) + 1] + (Variation * random.NextNormal());
            differences[i] = random.Below(2) == 0 ? second - first : first - second;
        }

        return differences;
    }

    private static double Attained()
    {
        var distribution = SignedRankDistribution.Of(Pairs);
        return distribution.Cumulative(CumulativeSum.TermsWithin(distribution.Cumulative, distribution.Maximum, Alpha) - 1);
    }

    private static double[] Walk(SplitMix64 random)
    {
        var drift = new double[2 * Pairs];
        for (var i = 1; i < drift.Length; i++) drift[i] = drift[i - 1] + (Size / Math.Sqrt(drift.Length) * random.NextNormal());
        return drift;
    }

    private static double[] Jump(int at) => [.. Enumerable.Range(0, 2 * Pairs).Select(i => i < at ? 0 : Size)];
}
