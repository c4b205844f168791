using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public sealed class PairOrderStatisticTests
{
    [Theory]
    [InlineData(1, 1, 12)]
    [InlineData(3, 7, 12)]
    [InlineData(40, 25, 12)]
    [InlineData(60, 61, 0)]
    public void Each_rank_is_that_of_the_sorted_differences(int first, int second, int digits)
    {
        var random = new SplitMix64(3);
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextNormal(), digits))];
        double[] a = Draw(first), b = Draw(second);
        double[] sorted = [.. a.SelectMany(x => b.Select(y => y - x)).Order()];
        var statistic = new PairOrderStatistic(a, b);
        Assert.Equal(sorted.Length, statistic.Count);
        for (var rank = 0; rank < sorted.Length; rank++) Assert.Equal(sorted[rank], statistic.At(rank));
        Assert.Equal((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, statistic.Median);
        Assert.Throws<ArgumentOutOfRangeException>(() => statistic.At(sorted.Length));
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 12)]
    [InlineData(45, 12)]
    [InlineData(60, 0)]
    public void Each_rank_is_that_of_the_sorted_averages(int count, int digits)
    {
        var random = new SplitMix64(3);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextNormal(), digits))];
        double[] sorted = [.. values.SelectMany((x, i) => values.Skip(i).Select(y => (x + y) / 2)).Order()];
        var statistic = PairOrderStatistic.OfAverages(values);
        Assert.Equal(sorted.Length, statistic.Count);
        for (var rank = 0; rank < sorted.Length; rank++) Assert.Equal(sorted[rank], statistic.At(rank));
        Assert.Throws<ArgumentOutOfRangeException>(() => statistic.At(sorted.Length));
    }

    /// <summary>As "-0 %" it would be printed.</summary>
    [Fact]
    public void No_difference_is_a_positive_zero() => Assert.False(double.IsNegative(new PairOrderStatistic([1], [1]).Median));

    /// <summary>The whole range of the doubles is bisected, subnormals and both signs included.</summary>
    [Fact]
    public void Extremes_are_exact()
    {
        double[] values = [-1e308, -1, -double.Epsilon, 0, double.Epsilon, 1, 1e308 / 2];
        var statistic = new PairOrderStatistic([0], values);
        Assert.Equal(values, Enumerable.Range(0, values.Length).Select(rank => statistic.At(rank)));
        Assert.Throws<ArgumentException>(() => new PairOrderStatistic([], [1]));
        Assert.Throws<ArgumentException>(() => new PairOrderStatistic([1], [double.NaN]));
    }
}
