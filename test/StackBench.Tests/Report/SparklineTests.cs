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
}
