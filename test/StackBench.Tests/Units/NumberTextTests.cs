using StackBench.Core.Units;

namespace StackBench.Tests.Units;

public class NumberTextTests
{
    [Theory]
    [InlineData(95.23e9, "B/s", "95.2 GB/s")]
    [InlineData(0.00123456, "s", "1.23 ms")]
    [InlineData(1.7e-7, "s", "170 ns")]
    [InlineData(268435456, "B", "256 MiB")]
    [InlineData(999.6e9, "FLOP/s", "1.00 TFLOP/s")]
    [InlineData(999.4e9, "FLOP/s", "999 GFLOP/s")]
    [InlineData(1e12, "FLOP/s", "1.00 TFLOP/s")]
    [InlineData(0, "B/s", "0 B/s")]
    [InlineData(2.345, "", "2.35")]
    [InlineData(-0.0042, "s", "-4.20 ms")]
    [InlineData(71, "%", "71.0 %")]
    public void Quantities_have_three_digits_and_a_prefix(double value, string unit, string text) =>
        Assert.Equal(text, NumberText.Quantity(value, Unit.Parse(unit)));

    [Theory]
    [InlineData(0.85, "850 ms")]
    [InlineData(12.3, "12.3 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(59.9, "1 min 00 s")]
    [InlineData(3599.7, "1 h 00 min")]
    [InlineData(4800, "1 h 20 min")]
    [InlineData(1e6, "11.6 days")]
    [InlineData(1e18, "11600000000000 days")]
    public void Durations_read_as_people_say_them(double seconds, string text) => Assert.Equal(text, NumberText.Duration(seconds));

    [Theory]
    [InlineData(0.0737, "7.4 %")]
    [InlineData(0.0996, "10 %")]
    [InlineData(0.96, "96 %")]
    public void Shares_are_percent(double share, string text) => Assert.Equal(text, NumberText.Share(share));
}
