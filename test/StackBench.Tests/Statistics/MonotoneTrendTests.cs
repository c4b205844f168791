using MathNet.Numerics.Distributions;
using StackBench.Core.Statistics;
using StackBench.Core.Validation;

namespace StackBench.Tests.Statistics;

public sealed class MonotoneTrendTests
{
    /// <summary>By hand: n = 10 strictly rising, S = 45, variance 10 x 9 x 25 / 18 = 125, z = 44 / sqrt(125) = 3.935, p = 8.3e-5.</summary>
    [Fact]
    public void A_straight_line_has_its_slope()
    {
        double[] times = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        double[] wiggle = [0, .3, -.2, .1, -.3, .2, 0, -.1, .3, -.2];
        var trend = MonotoneTrend.Of(times, [.. times.Zip(wiggle, (time, noise) => (2 * time) + noise)])!;
        Assert.Equal(2, trend.Slope, 1);
        Assert.InRange(2, trend.Low, trend.High);
        Assert.Equal(0, trend.Correlation);
        Assert.Equal(8.3e-5, trend.PValue, 6);
    }

    /// <summary>
    /// By hand: of 45 slopes and a deviation of sqrt(125), the rank of the bounds is (45 - z 11.18) / 2 - 1, rounded down: 10 at 95 %, 0 at
    /// z = 3.75, below that the slope has no bound.
    /// </summary>
    [Theory]
    [InlineData(0.05, 10)]
    [InlineData(1.77e-4, 0)]
    [InlineData(1e-4, -1)]
    public void Bounds_of_the_slope_are_slopes_by_rank(double misrate, int rank)
    {
        double[] times = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], values = [0, 2.3, 3.8, 6.1, 7.7, 10.2, 12, 13.9, 16.3, 17.8];
        double[] slopes = [.. from later in Enumerable.Range(0, 10) from earlier in Enumerable.Range(0, later)
            select (values[later] - values[earlier]) / (times[later] - times[earlier])];
        Array.Sort(slopes);
        var trend = MonotoneTrend.Of(times, values, misrate)!;
        Assert.Equal(rank < 0 ? double.NegativeInfinity : slopes[rank], trend.Low, 12);
        Assert.Equal(rank < 0 ? double.PositiveInfinity : slopes[^(rank + 1)], trend.High, 12);
    }

    /// <summary>By hand: S = 15 - 10; two ties of five: the variance is 125 - 2 (5 x 4 x 15) / 18 = 91.7, and z = 4 / 9.57.</summary>
    [Fact]
    public void Ties_lessen_the_variance()
    {
        var trend = MonotoneTrend.Of([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 1, 2, 1, 2, 1, 2, 1, 2])!;
        Assert.Equal((0.0, 0.0), (trend.Slope, trend.Correlation));
        Assert.Equal(2 * Normal.CDF(0, 1, -4 / Math.Sqrt(125 - (2 * 5 * 4 * 15 / 18.0))), trend.PValue, 12);
    }

    [Fact]
    public void One_outlier_does_not_move_it()
    {
        double[] times = [.. Enumerable.Range(0, 30).Select(i => (double)i)];
        double[] values = [.. times.Select(time => -0.5 * time)];
        values[15] = 1000;
        Assert.Equal(-0.5, MonotoneTrend.Of(times, values)!.Slope, 12);
    }

    [Theory]
    [InlineData(0.0, 0.05)]
    [InlineData(0.6, 0.10)]
    public void Noise_has_a_trend_at_the_rate_of_the_test(double phi, double most)
    {
        const int series = 400;
        var random = new SplitMix64(21);
        double[] times = [.. Enumerable.Range(0, 60).Select(i => (double)i)];
        var alarms = Enumerable.Range(0, series)
            .Count(_ => MonotoneTrend.Of(times, SimulatedNoises.Autoregressive(60, phi, random))!.PValue <= 0.05);
        Assert.True(alarms <= BinomialBand.Of(series, most, 0.01).High, $"{alarms} of {series}");
    }

    [Fact]
    public void Equal_values_have_no_trend()
    {
        var trend = MonotoneTrend.Of([.. Enumerable.Range(0, 12).Select(i => (double)i)], [.. Enumerable.Repeat(5.0, 12)])!;
        Assert.Equal((0.0, 1.0), (trend.Slope, trend.PValue));
    }

    [Fact]
    public void Too_few_values_or_one_time_give_none()
    {
        Assert.Null(MonotoneTrend.Of([1, 2, 3], [1, 2, 3]));
        Assert.Null(MonotoneTrend.Of([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 5, 6, 7, 8, 9]));
        Assert.NotNull(MonotoneTrend.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
        Assert.Null(MonotoneTrend.Of([.. Enumerable.Repeat(1.0, 12)], [.. Enumerable.Range(0, 12).Select(i => (double)i)]));
    }

    [Fact]
    public void Backward_clocks_and_broken_values_are_refused()
    {
        double[] times = [.. Enumerable.Range(0, 12).Select(i => (double)i)];
        Assert.Throws<ArgumentException>(() => MonotoneTrend.Of([.. times.Reverse()], times));
        Assert.Throws<ArgumentException>(() => MonotoneTrend.Of(times, times.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => MonotoneTrend.Of(times, [.. times[..11], double.NaN]));
    }
}
