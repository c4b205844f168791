using StackBench.Protocol.Engines;
using StackBench.Worker.Libtorch;

namespace StackBench.Tests.Worker.Libtorch;

public sealed class ResultCheckTests
{
    [Fact]
    public void The_error_is_relative_to_the_larger_of_the_entry_and_a_typical_one()
    {
        var check = ResultCheck.Compare([0.01, 4.4], [0, 4], typical: 1, tolerance: 0.2);

        Assert.Equal(0.1, check.MaxError, 12);
        Assert.Equal("4.4 instead of 4", check.Worst);
    }

    [Fact]
    public void Integers_are_compared_exactly()
    {
        Assert.Equal(0, ResultCheck.Compare([1e6, -3], [1e6, -3], typical: 1, tolerance: 0).MaxError);

        Assert.Throws<CheckFailedException>(() => ResultCheck.Compare([1e6 + 1], [1e6], typical: 1, tolerance: 0).Require());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_number_never_passes(double result) =>
        Assert.Throws<CheckFailedException>(() => ResultCheck.Compare([1, result], [1, 1], typical: 1, tolerance: 1e9).Require());

    [Fact]
    public void A_failure_tells_error_tolerance_and_the_worst_entry()
    {
        var exception =
            Assert.Throws<CheckFailedException>(() => ResultCheck.Compare([1.5, 1], [1, 1], typical: 1, tolerance: 0.001).Require());

        Assert.Equal("the result is wrong: error 0.5, tolerance 0.001, in 2 entries compared; worst: 1.5 instead of 1", exception.Message);
    }

    [Fact]
    public void An_error_at_the_tolerance_passes() => ResultCheck.Compare([1.25], [1], typical: 1, tolerance: 0.25).Require();

    [Fact]
    public void Comparing_nothing_is_a_mistake() =>
        Assert.Throws<ArgumentException>(() => ResultCheck.Compare([], [], typical: 1, tolerance: 1));
}
