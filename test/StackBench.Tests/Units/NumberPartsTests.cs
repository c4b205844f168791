using StackBench.Core.Units;

namespace StackBench.Tests.Units;

public sealed class NumberPartsTests
{
    [Theory]
    [InlineData(42.1e9, 42.1e9, "42.1", "GB/s")]
    [InlineData(1.21e12, 94e9, "1210", "GB/s")]
    [InlineData(5e6, 94e9, "0.00500", "GB/s")]
    [InlineData(0, 94e9, "0", "GB/s")]
    [InlineData(12, 0, "12.0", "B/s")]
    public void A_value_takes_the_prefix_that_suits_another(double value, double like, string number, string symbol) =>
        Assert.Equal((number, symbol), NumberText.Parts(value, Unit.BytePerSecond, like));
}
