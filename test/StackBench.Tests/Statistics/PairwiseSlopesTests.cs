using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public sealed class PairwiseSlopesTests
{
    /// <summary>Of few points all slopes are made, of many those between two bounds; rounded values share slopes.</summary>
    [Theory]
    [InlineData(2, 0)]
    [InlineData(12, 0)]
    [InlineData(90, 3)]
    [InlineData(400, 0)]
    [InlineData(400, 4)]
    [InlineData(700, 1)]
    public void Each_rank_is_that_of_the_sorted_slopes(int count, int tie)
    {
        var random = new SplitMix64(5);
        double[] times = [.. Enumerable.Range(0, count).Select(i => (double)(tie == 0 ? i : i / tie))];
        double[] values = [.. times.Select(time => Math.Round((0.01 * time) + random.NextNormal(), tie == 0 ? 12 : 0))];
        double[] sorted =
        [
            .. from i in Enumerable.Range(0, count)
               from j in Enumerable.Range(i + 1, count - i - 1)
               where times[j] != times[i]
               select (values[j] - values[i]) / (times[j] - times[i]) into slope
               orderby slope
               select slope,
        ];
        var slopes = new PairwiseSlopes(times, values);
        Assert.Equal((sorted.Length, sorted.Sum(slope => (long)Math.Sign(slope))), (slopes.Count, slopes.Score));
        foreach (var rank in Enumerable.Range(0, 40).Select(i => (int)((sorted.Length - 1L) * i / 39)))
            Assert.Equal(sorted[rank], slopes.At(rank));
        Assert.Equal(sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2,
            slopes.Median);
        Assert.Throws<ArgumentOutOfRangeException>(() => slopes.At(sorted.Length));
    }
}
