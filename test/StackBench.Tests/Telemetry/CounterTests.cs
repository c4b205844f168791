using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Tests.Telemetry;

public sealed class CounterTests
{
    [Theory]
    [InlineData(10, 12, null, 2.0)]
    [InlineData(10, 10, null, 0.0)]
    [InlineData(10, 9, null, null)]
    [InlineData(262140, 6, 262143.0, 9.0)]
    [InlineData(262143, 0, 262143.0, 0.0)]
    // More than half the range would have passed: a reset, not a wrap.
    [InlineData(100, 60, 1000.0, null)]
    [InlineData(600, 60, 1000.0, 460.0)]
    [InlineData(500, 0, 1000.0, null)]
    // A reading above the range: the range is wrong.
    [InlineData(1200, 60, 1000.0, null)]
    public void A_difference_knows_wraps_from_resets(double before, double after, double? wrapsAt, double? expected) =>
        Assert.Equal(expected, Counter.Difference(before, after, wrapsAt));

    [Fact]
    public void Counting_begins_at_the_first_reading_and_goes_over_gaps_and_wraps()
    {
        ImmutableArray<double?> values = [null, 90, 95, null, 2, 9, 98, 1];
        Assert.Equal([null, 0, 5, null, 12, 19, 108, 111], Counter.FromFirst(values, 100));
    }

    [Fact]
    public void After_a_reset_nothing_is_known() => Assert.Equal([0, 5, null, null], Counter.FromFirst([90, 95, 2, 9], null));
}
