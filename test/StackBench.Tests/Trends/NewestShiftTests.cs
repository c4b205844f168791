using StackBench.Core.Trends;

namespace StackBench.Tests.Trends;

public sealed class NewestShiftTests
{
    private static double[] Steady(int count) => [.. Enumerable.Range(0, count).Select(i => 0.004 * Math.Sin(2.4 * i))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_drop_of_the_newest_runs_is_seen_at_once(int newest)
    {
        double[] losses = [.. Steady(13), .. Enumerable.Repeat(Math.Log(1 / 0.17), newest)];
        var shift = NewestShift.Of(losses, 4, 0.03)!;
        Assert.Equal(17, shift.Index);
        Assert.Equal(1 / 0.17, shift.Ratio, 0.1);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.029)]
    public void What_does_not_matter_or_lies_in_the_noise_is_not(double loss) =>
        Assert.Null(NewestShift.Of([.. Steady(13), loss], 0, 0.03));

    [Fact]
    public void A_restless_history_hides_it() =>
        Assert.Null(NewestShift.Of([.. Steady(13).Select(loss => 30 * loss), 0.2], 0, 0.03));

    [Fact]
    public void Two_runs_are_no_expectation() => Assert.Null(NewestShift.Of([0, 0.001, 1], 0, 0.03));

    [Fact]
    public void Runs_that_left_in_two_directions_are_no_shift_together() =>
        Assert.Equal(14, NewestShift.Of([.. Steady(13), -1, 1.5], 0, 0.03)?.Index ?? 14);
}
