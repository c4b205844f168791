using StackBench.Core.Statistics;
using StackBench.Core.Text;

namespace StackBench.Core.Validation;

/// <summary>Exact rank tests and their intervals without a change: the rate is that of the distribution, whatever the noise.</summary>
internal static class RankSimulation
{
    private const int Trials = 10_000;
    private const double Alpha = 0.01;

    public static IEnumerable<StatisticsCheck> Run()
    {
        var random = new SplitMix64(41);
        foreach (var noise in Enum.GetValues<SimulatedNoise>())
        {
            foreach (var n in new[] { 5, 8 })
            {
                yield return Check(
                    $"{EnumText.Of(noise)}, {n} against {n} launches", Attained(RatioEstimate.Unpaired(Ones(n), Ones(n), 2 * Alpha)), () =>
                    MannWhitneyTest.PValue(noise.Draw(n, random), noise.Draw(n, random), Alternative.Greater) <= Alpha);
            }

            foreach (var n in new[] { 7, 10 })
            {
                yield return Check($"{EnumText.Of(noise)}, {n} pairs", Attained(RatioEstimate.Paired(Ones(n), Ones(n), 2 * Alpha)), () =>
                    SignedRankTest.PValue(
                        RatioEstimate.LogRatios(noise.Draw(n, random), noise.Draw(n, random)), Alternative.Greater) <= Alpha);
            }
        }
    }

    private static StatisticsCheck Check(string name, double rate, Func<bool> isAlarm) => new(
        "false alarm of one test at 1 %, no change", name, Promise.Exactly, rate, Enumerable.Range(0, Trials).Count(_ => isAlarm()),
        Trials);

    // The interval states the rate that the steps of the exact distribution allow.
    private static double Attained(RatioEstimate estimate) => (1 - ((RatioInterval)estimate).Level) / 2;

    private static double[] Ones(int n) => [.. Enumerable.Repeat(1.0, n)];
}
