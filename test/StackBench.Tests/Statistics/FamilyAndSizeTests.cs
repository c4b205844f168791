using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public sealed class FamilyAndSizeTests
{
    /// <summary>R: p.adjust(p, "holm").</summary>
    [Theory]
    [InlineData(new[] { 0.01, 0.02, 0.03, 0.04, 0.05 }, new[] { 0.05, 0.08, 0.09, 0.09, 0.09 })]
    [InlineData(new[] { 0.01, 0.04, 0.03, 0.005 }, new[] { 0.03, 0.06, 0.06, 0.02 })]
    [InlineData(new[] { 0.5, 0.9 }, new[] { 1.0, 1.0 })]
    [InlineData(new double[0], new double[0])]
    public void Holm_is_that_of_r(double[] values, double[] expected) =>
        Assert.Equal(expected, Holm.Adjust(values).Select(value => Math.Round(value, 12)));

    [Fact]
    public void Holm_takes_what_is_certain() => Assert.Equal([0.0, 1.0], Holm.Adjust([0, 1]));

    [Fact]
    public void Holm_refuses_what_is_no_probability() => Assert.Throws<ArgumentException>(() => Holm.Adjust([0.1, double.NaN]));

    /// <summary>By hand: 2 (2.3263 + 1.2816)^2 1.05 = 27.335; never below the seven pairs that an exact test needs.</summary>
    [Theory]
    [InlineData(0.031, 0.05, 0.02, 30)]
    [InlineData(0.01, 0.05, 0.03, 7)]
    [InlineData(0.03, 0.06, 0.03, 28)]
    [InlineData(0.05, 0.06, 0.03, 76)]
    [InlineData(0, 0.04, 0.03, 7)]
    public void Needed_launches(double variation, double change, double threshold, int needed) =>
        Assert.Equal(needed, SampleSize.Needed(variation, change, threshold));

    [Fact]
    public void A_change_within_the_threshold_is_proven_by_no_number() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.Needed(0.01, 0.03, 0.03));

    [Fact]
    public void Variation_is_the_deviation_of_the_logs()
    {
        Assert.Equal(0.1 * Math.Sqrt(2), SampleSize.Variation([Math.Exp(0.9), Math.Exp(1.1)]), 12);
        // 0, 0.1 and 0.3 about their mean: squares of 0.0467 over two degrees of freedom.
        Assert.Equal(Math.Sqrt(0.14 / 6), SampleSize.Variation([1, Math.Exp(0.1), Math.Exp(0.3)]), 12);
        Assert.Throws<ArgumentException>(() => SampleSize.Variation([1]));
        Assert.Equal(int.MaxValue, SampleSize.Needed(1e9, 0.04, 0.03));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.Needed(-0.01, 0.04, 0.03));
    }

    /// <summary>
    /// Quantiles of Student's t from published tables: 9 degrees .975: 2.26216; 2 degrees .99: 6.96456; 4 degrees .99: 3.74695.
    /// </summary>
    [Theory]
    [InlineData(10, 0.025, 2.26216)]
    [InlineData(3, 0.01, 6.96456)]
    [InlineData(5, 0.01, 3.74695)]
    public void Prediction_limit(int count, double alpha, double quantile)
    {
        double[] history = [.. Enumerable.Range(0, count).Select(i => (double)i)];
        var deviation = Math.Sqrt(count * (count + 1) / 12.0);
        var limit = PredictionLimit.Of(history, alpha);
        var width = quantile * deviation * Math.Sqrt(1 + (1.0 / count));
        Assert.Equal((count - 1) / 2.0, limit.Center, 12);
        Assert.Equal(limit.Center + width, limit.Upper, 3);
        Assert.Equal(limit.Center - width, limit.Lower, 3);
    }

    [Fact]
    public void The_next_run_exceeds_its_prediction_limit_at_the_rate_alpha()
    {
        const int trials = 5000;
        var random = new SplitMix64(11);
        var beyond = Enumerable.Range(0, trials).Count(_ =>
        {
            double[] series = [.. Enumerable.Range(0, 6).Select(_ => random.NextNormal())];
            return series[5] > PredictionLimit.Of(series.AsSpan(0, 5), 0.05).Upper;
        });
        Assert.True(BinomialBand.Of(trials, 0.05, 1e-3).Contains(beyond), $"{beyond} of {trials}");
    }

    [Fact]
    public void A_history_of_one_run_has_no_limit() => Assert.Throws<ArgumentException>(() => PredictionLimit.Of([1], 0.01));

    /// <summary>
    /// By hand: P(X &lt;= 1) = 11/1024 &lt;= .025 &lt; P(X &lt;= 2) = 56/1024; 4000 at .01: normal approximation 40 ± 3.29 x 6.3.
    /// </summary>
    [Theory]
    [InlineData(10, 0.5, 0.05, 2, 8)]
    [InlineData(10, 0.0, 0.05, 0, 0)]
    [InlineData(10, 1.0, 0.05, 10, 10)]
    public void Binomial_bands(int trials, double rate, double misrate, int low, int high) =>
        Assert.Equal(new BinomialBand(low, high), BinomialBand.Of(trials, rate, misrate));

    [Fact]
    public void A_band_holds_its_bounds()
    {
        var band = new BinomialBand(2, 8);
        Assert.Equal([false, true, true, false], ((int[])[1, 2, 8, 9]).Select(band.Contains));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBand.Of(0, 0.5, 0.05));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBand.Of(10, -0.1, 0.05));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBand.Of(10, 1.1, 0.05));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBand.Of(10, 0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBand.Of(10, 0.5, 1));
        Assert.Equal(new BinomialBand(0, 1), BinomialBand.Of(1, 0.5, 0.5));
    }

    [Fact]
    public void The_noise_floor_bounds_what_the_same_thing_differs_by_from_itself()
    {
        double[] first = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        double[] second = [1.01, 1 / 1.01, 1.01, 1 / 1.01, 1.01, 1 / 1.01, 1.01, 1 / 1.01, 1.01, 1 / 1.01];
        Assert.InRange(NoiseFloor.Of(first, second)!.Value, 0.001, 0.0101);
        Assert.Equal(0.02, NoiseFloor.Of(first, [.. first.Select(value => value / 1.02)])!.Value, 12);
        Assert.Null(NoiseFloor.Of(first.AsSpan(1), second.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => NoiseFloor.Of(first.AsSpan(1), second.AsSpan(2)));
    }
}
