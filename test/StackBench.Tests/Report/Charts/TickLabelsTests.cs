using StackBench.Core.Units;
using StackBench.Report.Charts;

namespace StackBench.Tests.Report.Charts;

public sealed class TickLabelsTests
{
    [Theory]
    [InlineData("399.9 GFLOP/s, 400.0 GFLOP/s, 400.1 GFLOP/s", 399.9e9, 400e9, 400.1e9)]
    [InlineData("0 GFLOP/s, 50 GFLOP/s, 100 GFLOP/s", 0.0, 50e9, 100e9)]
    [InlineData("98 GFLOP/s, 100 GFLOP/s, 102 GFLOP/s", 98e9, 100e9, 102e9)]
    [InlineData("0.8 TFLOP/s, 1.0 TFLOP/s, 1.2 TFLOP/s", 0.8e12, 1e12, 1.2e12)]
    [InlineData("3 GFLOP/s", 3e9)]
    [InlineData("")]
    public void Ticks_are_told_apart_with_no_more_digits_than_that_takes(string expected, params double[] ticks) =>
        Assert.Equal(expected, string.Join(", ", TickLabels.Of([.. ticks], Unit.FlopPerSecond)));

    [Fact]
    public void The_labels_of_any_axis_differ()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 2000; trial++)
        {
            var low = Math.Pow(10, (random.NextDouble() * 12) - 3);
            var ticks = Ticks.Of(low, low * (1 + Math.Pow(10, -6 * random.NextDouble())), 5);
            var labels = TickLabels.Of(ticks, Unit.Second);
            Assert.Equal(labels.Length, labels.Distinct().Count());
        }
    }
}
