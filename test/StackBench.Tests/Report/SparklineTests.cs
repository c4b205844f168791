using StackBench.Report;

namespace StackBench.Tests.Report;

public sealed class SparklineTests
{
    [Theory]
    [InlineData("▁▃▆█", 10, true, 1.0, 2.0, 3.0, 4.0)]
    [InlineData("_-*@", 10, false, 1.0, 2.0, 3.0, 4.0)]
    [InlineData("▁█", 2, true, 1.0, 1.0, 4.0, 4.0)]
    [InlineData("▅▅", 10, true, 7.0, 7.0)]
    [InlineData("", 10, true)]
    public void Heights_follow_values(string expected, int width, bool isUnicode, params double[] values) =>
        Assert.Equal(expected, Sparkline.Of(values, width, isUnicode));

    [Theory]
    [InlineData("▁▅█", 0.0, 0.5, 1.0)]
    [InlineData("█▁", 2.0, -1.0)]
    public void In_a_range_of_its_own_a_share_is_what_it_is(string expected, params double[] values) =>
        Assert.Equal(expected, Sparkline.Of(values, 10, isUnicode: true, (0, 1)));

    [Fact]
    public void Noise_is_drawn_within_a_tenth_and_a_step_from_end_to_end()
    {
        double[] noise = [100, 101, 100];
        Assert.Equal((95.45, 105.55), Sparkline.Around(noise));
        Assert.Equal((50, 100), Sparkline.Around([100, 50]));
    }
}
