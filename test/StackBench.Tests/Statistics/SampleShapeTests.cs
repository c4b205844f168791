using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public sealed class SampleShapeTests
{
    [Theory]
    [InlineData(0.5, 200)]
    [InlineData(0.95, 2000)]
    [InlineData(0.99, 10_000)]
    public void A_tail_quantile_needs_a_hundred_samples_beyond_it(double probability, int least)
    {
        Assert.Equal(least, TailQuantile.Least(probability));
        double[] values = [.. Enumerable.Range(0, least).Select(i => (i + 0.5) / least)];
        Assert.Equal(probability, TailQuantile.Of(values, probability)!.Value, 3);
        Assert.Null(TailQuantile.Of(values.AsSpan(1), probability));
    }

    [Fact]
    public void The_estimate_lies_at_the_centre_of_a_symmetric_sample()
    {
        Assert.Equal(5, TailQuantile.Estimate([9, 1, 5, 3, 7], 0.5), 12);
        Assert.Equal(4, TailQuantile.Estimate([4], 0.9));
        Assert.Throws<ArgumentException>(() => TailQuantile.Estimate([], 0.5));
        Assert.Throws<ArgumentException>(() => TailQuantile.Estimate([1, double.NaN], 0.5));
    }

    [Fact]
    public void Far_values_are_flagged_by_both_rules()
    {
        var flags = OutlierFlags.Of([1.00, 1.01, 0.99, 1.02, 0.98, 1.5, 1.01, 1.00, 0.5, 0.99]);
        Assert.Equal([5, 8], flags.DoubleMad);
        Assert.Equal([5, 8], flags.Tukey);
        Assert.Equal(0.2, flags.Share, 12);
    }

    [Fact]
    public void Even_noise_has_no_flags()
    {
        var flags = OutlierFlags.Of([1.00, 1.01, 0.99, 1.02, 0.98, 1.03, 1.01, 1.00, 0.97, 0.99]);
        Assert.Equal(0, flags.DoubleMad.Length + flags.Tukey.Length);
        Assert.Empty(OutlierFlags.Of([1, 1, 1, 99]).Tukey);
        Assert.Throws<ArgumentException>(() => OutlierFlags.Of([]));
    }

    [Fact]
    public void Two_modes_are_told_from_one()
    {
        var random = new SplitMix64(3);
        double[] one = [.. Enumerable.Range(0, 200).Select(_ => random.NextNormal())];
        double[] two = [.. one.Select((value, i) => value + (i % 2 == 0 ? 10 : 0))];
        Assert.Equal((1, 2), (Modality.Of(one), Modality.Of(two)));
        Assert.Equal(1, Modality.Of([.. Enumerable.Repeat(1.0, 60)]));
        Assert.Null(Modality.Of(one.AsSpan(0, 49)));
    }

    /// <summary>Published sequence of the generator for seed 1234567.</summary>
    [Fact]
    public void Random_numbers_are_the_published_ones()
    {
        var random = new SplitMix64(1234567);
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], Enumerable.Range(0, 5).Select(_ => random.Next()));
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
