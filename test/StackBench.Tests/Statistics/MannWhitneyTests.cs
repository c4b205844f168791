using System.Numerics;
using MathNet.Numerics.Distributions;
using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public sealed class MannWhitneyTests
{
    public static TheoryData<int, int> SmallSizes()
    {
        var sizes = new TheoryData<int, int>();
        for (var n = 1; n <= 6; n++)
            for (var m = 1; m <= 6; m++) sizes.Add(n, m);
        return sizes;
    }

    [Theory]
    [MemberData(nameof(SmallSizes))]
    public void The_distribution_is_the_count_of_all_arrangements(int n, int m)
    {
        var counts = new long[(n * m) + 1];
        long all = 0;
        for (var chosen = 0u; chosen < 1u << (n + m); chosen++)
        {
            if (BitOperations.PopCount(chosen) != m) continue;
            var wins = 0;
            for (var i = 0; i < n + m; i++)
                if ((chosen >> i & 1) == 1) wins += i - BitOperations.PopCount(chosen & ((1u << i) - 1));
            counts[wins]++;
            all++;
        }

        var distribution = MannWhitneyDistribution.Of(n, m);
        long below = 0;
        for (var u = 0; u <= n * m; u++)
        {
            below += counts[u];
            Assert.Equal((double)below / all, distribution.Cumulative(u), 13);
        }
    }

    /// <summary>Largest U that is significant, from published tables (two-sided .05 and one-sided .01).</summary>
    [Theory]
    [InlineData(5, 5, 0.025, 2)]
    [InlineData(5, 8, 0.025, 6)]
    [InlineData(6, 6, 0.025, 5)]
    [InlineData(8, 8, 0.025, 13)]
    [InlineData(10, 10, 0.025, 23)]
    [InlineData(20, 20, 0.025, 127)]
    [InlineData(5, 5, 0.01, 1)]
    [InlineData(6, 6, 0.01, 3)]
    [InlineData(7, 7, 0.01, 6)]
    [InlineData(8, 8, 0.01, 9)]
    [InlineData(10, 10, 0.01, 19)]
    [InlineData(20, 20, 0.01, 114)]
    public void Critical_values_are_those_of_published_tables(int n, int m, double tail, int critical)
    {
        var distribution = MannWhitneyDistribution.Of(n, m);
        Assert.True(distribution.Cumulative(critical) <= tail);
        Assert.True(distribution.Cumulative(critical + 1) > tail);
    }

    [Theory]
    [InlineData(4, 70)]
    [InlineData(5, 252)]
    [InlineData(6, 924)]
    [InlineData(7, 3432)]
    [InlineData(8, 12870)]
    public void Separated_samples_give_one_over_the_number_of_arrangements(int n, int arrangements)
    {
        double[] low = [.. Enumerable.Range(1, n).Select(i => (double)i)];
        double[] high = [.. low.Select(value => value + 100)];
        Assert.Equal(1.0 / arrangements, MannWhitneyTest.PValue(low, high, Alternative.Greater), 14);
        Assert.Equal(1.0, MannWhitneyTest.PValue(low, high, Alternative.Less), 14);
        Assert.Equal(2.0 / arrangements, MannWhitneyTest.PValue(low, high, Alternative.TwoSided), 14);
        Assert.Equal(1.0 / arrangements, MannWhitneyTest.SmallestPValue(n, n), 14);
    }

    /// <summary>Hollander and Wolfe 1973, p. 69, as in R's help of wilcox.test: W = 35, p = 0.1272.</summary>
    [Fact]
    public void Published_example()
    {
        double[] term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        double[] early = [1.15, 0.88, 0.90, 0.74, 1.21];
        Assert.Equal(0.1272, MannWhitneyTest.PValue(early, term, Alternative.Greater), 4);
    }

    [Fact]
    public void Equal_values_count_against_the_alternative()
    {
        Assert.Equal(1.0, MannWhitneyTest.PValue([1, 1, 1, 1, 1], [1, 1, 1, 1, 1], Alternative.TwoSided));
        double[] tied = [1, 2, 3, 4, 5], others = [5, 6, 7, 8, 9];
        var broken = MannWhitneyTest.PValue(tied, [4.9, 6, 7, 8, 9], Alternative.Greater);
        Assert.Equal(broken, MannWhitneyTest.PValue(tied, others, Alternative.Greater), 14);
    }

    [Fact]
    public void Beyond_the_exact_limit_the_approximation_joins_on()
    {
        var exact = MannWhitneyDistribution.Of(60, 60);
        var approximate = MannWhitneyDistribution.Of(61, 61);
        Assert.True(exact.IsExact);
        Assert.False(approximate.IsExact);
        static double AtDeviations(MannWhitneyDistribution distribution, double z)
        {
            var deviation = Math.Sqrt(distribution.Maximum * (distribution.N + distribution.M + 1) / 12.0);
            return distribution.Cumulative((long)((distribution.Maximum / 2.0) - (z * deviation)));
        }

        Assert.Equal(AtDeviations(exact, 2.326), AtDeviations(approximate, 2.326), 3);
    }

    /// <summary>
    /// Normal with mean n m / 2, variance n m (n+m+1) / 12 and half a pair added, where either side has more than 60 values.
    /// </summary>
    [Theory]
    [InlineData(61, 3)]
    [InlineData(3, 61)]
    [InlineData(70, 80)]
    public void Beyond_the_exact_limit_it_is_the_normal_approximation(int n, int m)
    {
        var distribution = MannWhitneyDistribution.Of(n, m);
        var deviation = Math.Sqrt(n * m * (n + m + 1) / 12.0);
        foreach (var u in (long[])[n * m / 3, n * m / 2])
            Assert.Equal(Normal.CDF(n * m / 2.0, deviation, u + 0.5), distribution.Cumulative(u), 12);
        Assert.Equal((false, (long)n * m), (distribution.IsExact, distribution.Maximum));
        Assert.Equal((0.0, 1.0), (distribution.Cumulative(-1), distribution.Cumulative(n * m)));
    }

    [Fact]
    public void What_is_no_sample_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MannWhitneyTest.PValue([], [1], Alternative.Greater));
        Assert.Throws<ArgumentException>(() => MannWhitneyTest.PValue([1], [double.NaN], Alternative.Greater));
        Assert.Throws<ArgumentOutOfRangeException>(() => MannWhitneyDistribution.Of(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => MannWhitneyDistribution.Of(5, 0));
    }
}
