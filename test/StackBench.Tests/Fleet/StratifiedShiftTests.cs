using System.Numerics;
using StackBench.Core.Statistics;
using StackBench.Fleet.Rollout;

namespace StackBench.Tests.Fleet;

public sealed class StratifiedShiftTests
{
    [Theory]
    [InlineData(5, 7)]
    [InlineData(8, 16)]
    [InlineData(70, 9)]
    public void One_stratum_is_the_test_of_Mann_and_Whitney(int judged, int others)
    {
        var random = new SplitMix64(3);
        double[] one = [.. Enumerable.Range(0, judged).Select(_ => random.NextNormal() - 0.7)];
        double[] other = [.. Enumerable.Range(0, others).Select(_ => random.NextNormal())];
        var shift = StratifiedShift.Of([new Stratum(one, other)], 0.05);
        Assert.Equal(MannWhitneyTest.PValue(other, one, Alternative.TwoSided), shift.PValue, 1e-12);
        Assert.Equal(HodgesLehmann.Shift(other, one), shift.Shift, 1e-12);
        var reference = Assert.IsType<RatioInterval>(RatioEstimate.Unpaired(
            [.. other.Select(Math.Exp)], [.. one.Select(Math.Exp)], 0.05));
        Assert.Equal(Math.Log(reference.Low), shift.Interval!.Value.Low, 1e-9);
        Assert.Equal(Math.Log(reference.High), shift.Interval.Value.High, 1e-9);
        Assert.Equal(reference.Level, shift.Interval.Value.Level, 1e-12);
        Assert.Equal(Math.Min(1, 2 * MannWhitneyTest.SmallestPValue(judged, others)), shift.SmallestPValue, 1e-12);
    }

    /// <summary>Against all ways to choose who changed, in each stratum on its own.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Several_strata_are_as_likely_as_the_ways_to_choose_within_each(ulong seed)
    {
        var random = new SplitMix64(seed);
        // Strata that lie apart: only what happens within one counts.
        Stratum[] strata = [Draw(3, 4, 10), Draw(2, 3, -5), Draw(1, 4, 0)];
        var shift = StratifiedShift.Of(strata, 0.05);
        var statistics = strata.Select(one => Statistics(one).ToArray()).ToArray();
        long Wins(Stratum one) => one.Judged.Sum(value => one.Others.LongCount(other => value > other));
        var all = (from a in statistics[0] from b in statistics[1] from c in statistics[2] select a + b + c).ToArray();
        var observed = strata.Sum(Wins);
        var (low, high) = (all.Count(one => one <= observed) / (double)all.Length, all.Count(one => one >= observed) / (double)all.Length);
        Assert.Equal(Math.Min(1, 2 * Math.Min(low, high)), shift.PValue, 1e-12);
        Assert.Equal(2.0 / all.Length, shift.SmallestPValue, 1e-12);
        double[] differences =
            [.. strata.SelectMany(one => one.Judged.SelectMany(value => one.Others.Select(other => value - other))).Order()];
        Assert.Equal((differences[(differences.Length - 1) / 2] + differences[differences.Length / 2]) / 2, shift.Shift, 1e-12);

        Stratum Draw(int judged, int others, double at) => new(
            [.. Enumerable.Range(0, judged).Select(_ => at - 0.5 + random.NextNormal())],
            [.. Enumerable.Range(0, others).Select(_ => at + random.NextNormal())]);
    }

    [Fact]
    public void Equal_values_are_no_evidence() =>
        Assert.Equal(1, StratifiedShift.Of([new Stratum([1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1])], 0.05).PValue);

    [Fact]
    public void Three_against_three_have_no_interval_of_95_percent()
    {
        var shift = StratifiedShift.Of([new Stratum([1, 2, 3], [4, 5, 6])], 0.05);
        Assert.Null(shift.Interval);
        Assert.Equal((-3, 0.1), (shift.Shift, Math.Round(shift.PValue, 12)));
    }

    [Fact]
    public void Large_strata_are_nearly_normal()
    {
        var random = new SplitMix64(9);
        double[] Values(int count, double shift) => [.. Enumerable.Range(0, count).Select(_ => shift + random.NextNormal())];
        var large = StratifiedShift.Of([new Stratum(Values(200, -0.2), Values(300, 0)), new Stratum(Values(3, -0.2), Values(9, 0))], 0.05);
        Assert.InRange(large.PValue, 1e-6, 0.2);
        Assert.InRange(-0.2, large.Interval!.Value.Low, large.Interval.Value.High);
        Assert.InRange(large.Interval.Value.High - large.Interval.Value.Low, 0.25, 0.45);
    }

    /// <summary>The number of wins for each choice of the judged among all values of a stratum.</summary>
    private static IEnumerable<long> Statistics(Stratum stratum)
    {
        double[] values = [.. stratum.Judged, .. stratum.Others];
        for (var mask = 0u; mask < 1u << values.Length; mask++)
        {
            if (BitOperations.PopCount(mask) != stratum.Judged.Length) continue;
            var chosen = mask;
            bool IsJudged(int at) => (chosen >> at & 1) == 1;
            yield return Enumerable.Range(0, values.Length).Where(IsJudged)
                .Sum(at => Enumerable.Range(0, values.Length).LongCount(other => !IsJudged(other) && values[at] > values[other]));
        }
    }
}
