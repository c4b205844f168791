using System.Collections.Immutable;
using StackBench.Core.Statistics;

namespace StackBench.Core.Validation;

/// <summary>
/// Launch values of unchanged metrics in consecutive runs of one machine, as 889,000 pairs of neighbouring runs of numpy and scipy
/// benchmarks differ: the launches of a metric scatter by its own amount (log-normal, median 0.7 %, sigma 1.3), its runs by 0.1 % and 0.7
/// times that with the tails of Student's t with 3 degrees of freedom, and all metrics of a run together by 0.09 % with the same tails
/// and, in one run of twenty, by 5 %.
/// </summary>
public static class RunToRunNoise
{
    /// <returns>By metric and run, the values of the launches, around 1.</returns>
    public static ImmutableArray<ImmutableArray<ImmutableArray<double>>> Draw(int metrics, int runs, int launches, SplitMix64 random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double[] common = [.. Enumerable.Range(0, runs)
            .Select(_ => (0.0009 * T3(random)) + (random.NextDouble() < 0.05 ? 0.05 * random.NextNormal() : 0))];
        return [.. Enumerable.Range(0, metrics).Select(_ => Metric(common, launches, random))];
    }

    private static ImmutableArray<ImmutableArray<double>> Metric(double[] common, int launches, SplitMix64 random)
    {
        var scatter = 0.007 * Math.Exp(1.3 * random.NextNormal());
        return
        [
            .. common.Select(shared =>
            {
                var level = shared + ((0.001 + (0.7 * scatter)) * T3(random));
                return Enumerable.Range(0, launches).Select(_ => Math.Exp(level + (scatter * random.NextNormal()))).ToImmutableArray();
            }),
        ];
    }

    private static double T3(SplitMix64 random)
    {
        double a = random.NextNormal(), b = random.NextNormal(), c = random.NextNormal();
        return random.NextNormal() / Math.Sqrt(((a * a) + (b * b) + (c * c)) / 3);
    }
}
