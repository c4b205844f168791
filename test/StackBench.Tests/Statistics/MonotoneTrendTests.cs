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
