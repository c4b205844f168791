using StackBench.Core.Comparison;
using StackBench.Core.Statistics;

namespace StackBench.Tests.Comparison;

public sealed class VerdictRuleTests
{
    [Theory]
    [InlineData(1.04, 1.05, 1.06, Verdict.Regression)]
    [InlineData(1.031, 1.05, 1.2, Verdict.Regression)]
    [InlineData(0.9, 0.95, 0.96, Verdict.Improvement)]
    [InlineData(0.98, 1.0, 1.02, Verdict.NoChange)]
    [InlineData(1.001, 1.01, 1.02, Verdict.NoChange)]
    [InlineData(1.001, 1.02, 1.04, Verdict.SmallChange)]
    [InlineData(0.96, 0.98, 0.999, Verdict.SmallChange)]
    [InlineData(1.001, 1.04, 1.08, Verdict.Suspected)]
    [InlineData(0.9, 0.95, 0.999, Verdict.Inconclusive)]
    [InlineData(0.95, 1.02, 1.10, Verdict.Inconclusive)]
    [InlineData(0.98, 1.02, 1.04, Verdict.Inconclusive)]
    public void Five_states_and_a_suspicion(double low, double ratio, double high, Verdict expected) =>
        Assert.Equal(expected, VerdictRule.Of(new RatioInterval(ratio, low, high, 0.98), 0.03));

    /// <summary>At 25 % the bounds 1.25 and 0.8 are exact: what touches a bound is not beyond it.</summary>
    [Theory]
    [InlineData(1.25, 1.3, 1.5, Verdict.Suspected)]
    [InlineData(0.5, 0.7, 0.8, Verdict.Inconclusive)]
    [InlineData(0.8, 1.0, 1.25, Verdict.NoChange)]
    [InlineData(1.0, 1.2, 1.3, Verdict.Inconclusive)]
    [InlineData(1.1, 1.25, 1.3, Verdict.SmallChange)]
    [InlineData(0.7, 0.9, 1.0, Verdict.Inconclusive)]
    [InlineData(0.7, 0.8, 0.9, Verdict.SmallChange)]
    public void What_touches_a_bound_is_not_beyond_it(double low, double ratio, double high, Verdict expected) =>
        Assert.Equal(expected, VerdictRule.Of(new RatioInterval(ratio, low, high, 0.98), 0.25));

    /// <summary>
    /// By hand: 2 (2.3263 + 1.2816)^2 1.05 = 27.335 times (0.05 / d)^2, where d is |ln ratio| - ln 1.03 without its sign, or a quarter of
    /// 3 % where that is more.
    /// </summary>
    [Theory]
    [InlineData(1.10, 16)]
    [InlineData(1.05, 185)]
    [InlineData(1.03, 1215)]
    [InlineData(1.0, 79)]
    public void The_number_needed_tells_the_ratio_from_the_threshold(double ratio, int needed)
    {
        Assert.Equal(needed, VerdictRule.Needed(ratio, 0.05, 0.03, 0.01));
        Assert.Equal(needed, VerdictRule.Needed(1 / ratio, 0.05, 0.03, 0.01));
    }

    [Fact]
    public void No_number_tells_equal_sides_from_no_threshold() => Assert.Equal(int.MaxValue, VerdictRule.Needed(1, 0.05, 0, 0.01));

    [Fact]
    public void The_number_needed_grows_with_the_noise_and_with_nearness_to_the_threshold()
    {
        Assert.Equal(7, VerdictRule.Needed(1.1, 0.01, 0.03, 0.01));
        var far = VerdictRule.Needed(1.10, 0.05, 0.03, 0.01);
        var near = VerdictRule.Needed(1.05, 0.05, 0.03, 0.01);
        Assert.True(far < near);
        Assert.Equal(far, VerdictRule.Needed(1 / 1.10, 0.05, 0.03, 0.01));
        Assert.InRange(VerdictRule.Needed(1.03, 0.05, 0.03, 0.01), near, 2000);
    }

    [Theory]
    [InlineData("flop-rate", 0.03)]
    [InlineData("bandwidth", 0.02)]
    [InlineData("peak-memory", 0.01)]
    [InlineData("p99-ttft", 0.10)]
    [InlineData("p99-e2el", 0.10)]
    [InlineData("p99.9-ttft", 0.10)]
    [InlineData("p95-e2el", 0.10)]
    [InlineData("p50-e2el", 0.03)]
    [InlineData("peak", 0.03)]
    [InlineData("something-new", 0.03)]
    public void Thresholds_by_metric(string metric, double expected) => Assert.Equal(expected, Thresholds.Default.Of(metric));

    [Fact]
    public void What_the_user_wants_goes_first_and_the_nearest_floor_counts()
    {
        var thresholds = new Thresholds(
            Thresholds.Default.Wanted.Add("flop-rate", 0.01),
            Thresholds.Default.NoiseFloors.Add("flop-rate", 0.02).Add("gemm/x@cpu/flop-rate", 0.07));
        Assert.Equal((0.01, 0.07, 0.02, 0.0),
            (thresholds.Of("flop-rate"), thresholds.FloorOf(
                "gemm/x@cpu", "flop-rate"), thresholds.FloorOf("other", "flop-rate"), thresholds.FloorOf("other", "latency")));
    }
}
