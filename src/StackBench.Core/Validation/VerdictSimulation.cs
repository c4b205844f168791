using StackBench.Core.Comparison;
using StackBench.Core.Statistics;
using StackBench.Core.Text;
using StackBench.Core.Units;

namespace StackBench.Core.Validation;

/// <summary>
/// Verdicts at a threshold of 3 %: never a false one beyond its rate, and the power that the number of launches promises.
/// </summary>
internal static class VerdictSimulation
{
    private const int Trials = 4_000;
    private const double Threshold = 0.03;
    private const double Alpha = 0.01;

    // The least power is a promise to the user, set below what that many pairs give.
    private static readonly (double Variation, int Pairs, double Change, Verdict Verdict, Promise Promise, double Rate)[] Cases =
    [
        (0.01, 10, 0, Verdict.NoChange, Promise.AtLeast, 0.97),
        (0.01, 10, 0, Verdict.Regression, Promise.AtMost, 0),
        (0.01, 10, 0.03, Verdict.Regression, Promise.AtMost, Alpha),
        (0.01, 10, 0.05, Verdict.Regression, Promise.AtLeast, 0.80),
        (0.01, 10, 0.05, Verdict.NoChange, Promise.AtMost, Alpha),
        (0.01, 10, 0.10, Verdict.Regression, Promise.AtLeast, 0.99),
        (0.03, 10, 0, Verdict.Regression, Promise.AtMost, Alpha),
        (0.03, 10, 0.03, Verdict.NoChange, Promise.AtMost, Alpha),
        (0.03, 10, 0.10, Verdict.Regression, Promise.AtLeast, 0.90),
    ];

    public static IEnumerable<StatisticsCheck> Run()
    {
        var random = new SplitMix64(43);
        foreach (var (variation, pairs, change, verdict, promise, rate) in Cases)
        {
            var count = Enumerable.Range(0, Trials).Count(_ => Judge(variation, pairs, change, random) == verdict);
            var name =
                $"variation {NumberText.Share(variation)}, {pairs} pairs, change +{NumberText.Share(change)}: {EnumText.Of(verdict)}";
            yield return new StatisticsCheck("verdicts at a threshold of 3 %", name, promise, rate, count, Trials);
        }
    }

    private static Verdict Judge(double variation, int pairs, double change, SplitMix64 random)
    {
        var baseline = SimulatedNoise.Normal.Draw(pairs, random, variation);
        var candidate = SimulatedNoise.Normal.Draw(pairs, random, variation);
        for (var i = 0; i < pairs; i++) candidate[i] *= 1 + change;
        return VerdictRule.Of((RatioInterval)RatioEstimate.Paired(baseline, candidate, 2 * Alpha), Threshold);
    }
}
