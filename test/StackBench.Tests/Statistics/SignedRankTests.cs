using MathNet.Numerics.Distributions;
using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public sealed class SignedRankTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(10)]
    public void The_distribution_is_the_count_of_all_signs(int n)
    {
        var counts = new long[(n * (n + 1) / 2) + 1];
        for (var signs = 0; signs < 1 << n; signs++) counts[Enumerable.Range(0, n).Where(i => (signs >> i & 1) == 1).Sum(i => i + 1)]++;
        var distribution = SignedRankDistribution.Of(n);
        long below = 0;
        for (var w = 0; w < counts.Length; w++)
        {
            below += counts[w];
            Assert.Equal((double)below / (1 << n), distribution.Cumulative(w), 14);
        }
    }

    /// <summary>Largest rank sum that is significant, from published tables (two-sided .05 and one-sided .01).</summary>
    [Theory]
    [InlineData(6, 0.025, 0)]
    [InlineData(7, 0.025, 2)]
    [InlineData(8, 0.025, 3)]
    [InlineData(10, 0.025, 8)]
    [InlineData(15, 0.025, 25)]
    [InlineData(20, 0.025, 52)]
    [InlineData(25, 0.025, 89)]
    [InlineData(7, 0.01, 0)]
    [InlineData(8, 0.01, 1)]
    [InlineData(9, 0.01, 3)]
    [InlineData(10, 0.01, 5)]
    [InlineData(15, 0.01, 19)]
    [InlineData(20, 0.01, 43)]
    public void Critical_values_are_those_of_published_tables(int n, double tail, int critical)
    {
        var distribution = SignedRankDistribution.Of(n);
        Assert.True(distribution.Cumulative(critical) <= tail);
        Assert.True(distribution.Cumulative(critical + 1) > tail);
    }

    /// <summary>Exact for 200 pairs; for 201 normal with mean n (n+1) / 4, variance n (n+1) (2n+1) / 24 and half a rank added.</summary>
    [Fact]
    public void Beyond_the_exact_limit_it_is_the_normal_approximation()
    {
        Assert.True(SignedRankDistribution.Of(200).IsExact);
        var approximate = SignedRankDistribution.Of(201);
        Assert.False(approximate.IsExact);
        var deviation = Math.Sqrt(201.0 * 202 * 403 / 24);
        foreach (var w in (long[])[8000, 10150, 12000])
            Assert.Equal(Normal.CDF(201 * 202 / 4.0, deviation, w + 0.5), approximate.Cumulative(w), 12);
        Assert.Equal((0.0, 1.0, 20301L), (approximate.Cumulative(-1), approximate.Cumulative(20301), approximate.Maximum));
    }

    /// <summary>Hollander and Wolfe 1973, p. 29, as in R's help of wilcox.test: V = 40, p = 0.01953.</summary>
    [Fact]
    public void Published_example()
    {
        double[] before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
        double[] after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
        double[] falls = [.. before.Zip(after, (a, b) => a - b)];
        Assert.Equal(10.0 / 512, SignedRankTest.PValue(falls, Alternative.Greater), 14);
        double[] rises = [.. falls.Select(value => -value)];
        Assert.Equal(10.0 / 512, SignedRankTest.PValue(rises, Alternative.Less), 14);
        Assert.Equal(20.0 / 512, SignedRankTest.PValue(rises, Alternative.TwoSided), 14);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(10)]
    public void Pairs_of_one_sign_give_a_power_of_two(int n)
    {
        double[] differences = [.. Enumerable.Range(1, n).Select(i => (double)i)];
        Assert.Equal(Math.Pow(2, -n), SignedRankTest.PValue(differences, Alternative.Greater), 14);
        Assert.Equal(Math.Pow(2, -n), SignedRankTest.SmallestPValue(n), 14);
    }

    [Fact]
    public void Zeros_and_equal_sizes_count_against_the_alternative()
    {
        Assert.Equal(1.0, SignedRankTest.PValue([0, 0, 0, 0, 0, 0, 0], Alternative.TwoSided));
        // Of the two of size 1 the positive one takes the lower rank: W+ = 2 + 3 = 5 of 6 with -1 first; against it 1 + 3 = 4.
        var against = SignedRankDistribution.Of(3);
        Assert.Equal(against.Cumulative(6 - 4), SignedRankTest.PValue([1, -1, 2], Alternative.Greater), 14);
        Assert.Equal(against.Cumulative(6 - 1), SignedRankTest.PValue([1, -1, 2], Alternative.Less), 14);
    }

    [Fact]
    public void What_is_no_difference_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SignedRankTest.PValue([], Alternative.Greater));
        Assert.Throws<ArgumentException>(() => SignedRankTest.PValue([double.PositiveInfinity], Alternative.Greater));
    }
}
