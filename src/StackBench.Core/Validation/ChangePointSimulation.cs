using StackBench.Core.Statistics;
using StackBench.Core.Text;

namespace StackBench.Core.Validation;

/// <summary>Change points in series of 100 runs without any, and a step soon after it came.</summary>
internal static class ChangePointSimulation
{
    private const int Series = 400;
    private const int Length = 100;

    public static IEnumerable<StatisticsCheck> Run()
    {
        var random = new SplitMix64(46);
        foreach (var noise in new[] { SimulatedNoise.Normal, SimulatedNoise.Spiky, SimulatedNoise.Bimodal })
            yield return False(
                $"{EnumText.Of(noise)} noise", 0.015, () => [.. noise.Draw(Length, random).Select(value => Math.Log(value))]);
        yield return False("neighbours correlated by 0.6", 0.06, () => SimulatedNoises.Autoregressive(Length, 0.6, random));

        foreach (var (after, rate) in new[] { (3, 0.85), (8, 0.95) })
        {
            var found = Enumerable.Range(0, Series).Count(_ => IsFound(40, after, random));
            yield return new StatisticsCheck(
                "change points", $"a step of 5 % at 1 % noise is found {after} runs after it", Promise.AtLeast, rate, found, Series);
        }
    }

    private static StatisticsCheck False(string name, double rate, Func<double[]> draw) => new(
        "change points", $"false, {Length} runs, {name}", Promise.AtMost, rate,
        Enumerable.Range(0, Series).Count(_ => !ChangePointSearch.Find(draw()).IsEmpty), Series);

    private static bool IsFound(int before, int after, SplitMix64 random)
    {
        var logs = SimulatedNoise.Normal.Draw(before + after, random)
            .Select((value, i) => Math.Log(value) + (i < before ? 0 : Math.Log(1.05)));
        return ChangePointSearch.Find([.. logs]).Any(point => Math.Abs(point - before) <= 3);
    }
}
