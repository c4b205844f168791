using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public class MedianIntervalTests
{
    /// <summary>Coverage by enumeration: each value is below or above the true median with probability 1/2.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(17)]
    public void The_level_is_the_exact_coverage(int n)
    {
        double[] values = [.. Enumerable.Range(1, n).Select(i => (double)i)];
        var interval = MedianInterval.Of(values, 0.95)!.Value;
        var rank = (int)interval.Low;
        Assert.Equal(n + 1 - rank, (int)interval.High);

        // [x(rank), x(n+1-rank)] covers the median when at least rank values lie on either side of it.
        var covered = Enumerable.Range(0, 1 << n)
            .Count(signs => System.Numerics.BitOperations.PopCount((uint)signs) is var below && below >= rank && n - below >= rank);
        Assert.Equal((double)covered / (1 << n), interval.Level, 12);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(11, 2)]
    [InlineData(12, 3)]
    [InlineData(20, 6)]
    public void Ranks_are_those_of_published_tables(int n, int rank)
    {
        double[] values = [.. Enumerable.Range(1, n).Select(i => (double)i)];
        Assert.Equal(rank, MedianInterval.Of(values, 0.95)!.Value.Low);
    }

    [Fact]
    public void The_level_is_at_least_the_one_asked_for()
    {
        foreach (var n in Enumerable.Range(6, 60))
            Assert.True(MedianInterval.Of([.. Enumerable.Range(1, n).Select(i => (double)i)], 0.95)!.Value.Level >= 0.95, $"{n} values");
    }

    /// <summary>By hand of four values: 1 - 2 (1 + 4) / 16 = 0.375 for the inner two, 1 - 2/16 for all.</summary>
    [Theory]
    [InlineData(0.375, 2, 3)]
    [InlineData(0.376, 1, 4)]
    [InlineData(0.1, 2, 3)]
    public void A_level_that_is_just_reached_counts(double level, double low, double high)
    {
        var interval = MedianInterval.Of([4, 2, 3, 1], level)!.Value;
        Assert.Equal((low, high), (interval.Low, interval.High));
    }

    [Fact]
    public void Two_values_have_their_range() => Assert.Equal(new Interval(1, 2, 0.5), MedianInterval.Of([2, 1], 0.95));

    [Fact]
    public void One_value_has_no_interval() => Assert.Null(MedianInterval.Of([1.0], 0.95));
}
