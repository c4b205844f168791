using StackBench.Core.Units;
using StackBench.Report.Charts;

namespace StackBench.Tests.Report.Charts;

public sealed class UnitTicksTests
{
    private const double Mebibyte = 1 << 20;

    [Theory]
    [InlineData("399.9 GFLOP/s, 400.0 GFLOP/s, 400.1 GFLOP/s", 399.87e9, 400.12e9)]
    [InlineData("0 GFLOP/s, 50 GFLOP/s, 100 GFLOP/s", 0, 105e9)]
    [InlineData("98 GFLOP/s, 100 GFLOP/s, 102 GFLOP/s", 97e9, 103e9)]
    [InlineData("0.8 TFLOP/s, 1.0 TFLOP/s, 1.2 TFLOP/s", 0.75e12, 1.25e12)]
    [InlineData("", 5, 5)]
    public void Ticks_are_told_apart_with_no_more_digits_than_that_takes(string expected, double low, double high) =>
        Assert.Equal(expected, string.Join(", ", UnitTicks.Of(low, high, 3, Unit.FlopPerSecond).Select(tick => tick.Label)));

    [Fact]
    public void Bytes_are_round_in_the_prefix_they_are_written_with()
    {
        var ticks = UnitTicks.Of(150e6, 800e6, 4, Unit.Byte);
        Assert.Equal(["200 MiB", "400 MiB", "600 MiB"], ticks.Select(tick => tick.Label));
        Assert.Equal([200 * Mebibyte, 400 * Mebibyte, 600 * Mebibyte], ticks.Select(tick => tick.Value));
    }

    [Theory]
    [InlineData("s")]
    [InlineData("B")]
    [InlineData("FLOP/s")]
    [InlineData("%")]
    public void The_labels_of_any_axis_differ_and_say_its_values(string symbol)
    {
        var unit = Unit.Parse(symbol);
        var random = new Random(5);
        for (var trial = 0; trial < 2000; trial++)
        {
            var low = Math.Pow(10, (random.NextDouble() * 12) - 3);
            var high = low * (1 + Math.Pow(10, -6 * random.NextDouble()));
            var ticks = UnitTicks.Of(low, high, 5, unit);
            Assert.Equal(ticks.Length, ticks.Select(tick => tick.Label).Distinct().Count());
            Assert.All(ticks, tick =>
                Assert.Equal(tick.Value * NumberText.Factor(unit, high),
                    double.Parse(tick.Label.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture),
                    tick.Value * NumberText.Factor(unit, high) * 1e-9));
        }
    }
}
