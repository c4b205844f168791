using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public sealed class RandomNumberTests
{
    /// <summary>Published sequence of the generator for seed 1234567.</summary>
    [Fact]
    public void Random_numbers_are_the_published_ones()
    {
        var random = new SplitMix64(1234567);
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    /// <summary>
    /// Of the same seed: 53 bits as a share, times ten rounded down, Box and Muller, Fisher and Yates; FNV-1a of the bits.
    /// </summary>
    [Fact]
    public void What_is_made_of_them_follows_from_the_definitions()
    {
        static SplitMix64 Random() => new(1234567);
        Assert.Equal(0.3500795420214081, Random().NextDouble(), 15);
        var random = Random();
        Assert.Equal([3, 1, 5, 2, 8], Enumerable.Range(0, 5).Select(_ => random.Below(10)));
        Assert.Equal(0.4284879007349292, Random().NextNormal(), 14);
        int[] items = [0, 1, 2, 3, 4, 5];
        Random().Shuffle<int>(items);
        Assert.Equal([3, 1, 4, 5, 0, 2], items);
        Assert.Equal(14695981039346656037UL, SplitMix64.SeedOf([]));
        Assert.Equal(7606166387356823533UL, SplitMix64.SeedOf([1.0, -2.5]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void A_number_below_a_bound_is_the_upper_half_of_the_product(int bound)
    {
        var (random, same) = (new SplitMix64(9), new SplitMix64(9));
        for (var i = 0; i < 1000; i++) Assert.Equal((int)(((UInt128)same.Next() * (ulong)bound) >> 64), random.Below(bound));
    }

    [Fact]
    public void Random_numbers_have_their_distributions()
    {
        var random = new SplitMix64(5);
        double[] normals = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextNormal())];
        Assert.InRange(normals.Average(), -0.03, 0.03);
        Assert.InRange(normals.Average(value => value * value), 0.95, 1.05);
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 100).Select(_ => random.Below(3)).Distinct().Order());
        int[] items = [.. Enumerable.Range(0, 50)];
        random.Shuffle<int>(items);
        Assert.NotEqual(Enumerable.Range(0, 50), items);
        Assert.Equal(Enumerable.Range(0, 50), items.Order());
    }
}
