using StackBench.Machine.Amd;

namespace StackBench.Tests.Machine.Telemetry;

public sealed class AmdThrottleStateTests
{
    [Theory]
    [InlineData(0UL, 0, 0)]
    [InlineData(1UL << 0, 0, 1)]
    [InlineData(1UL << 7, 0, 1)]
    [InlineData(1UL << 16, 1, 0)]
    [InlineData(1UL << 36, 1, 0)]
    [InlineData(1UL << 47, 1, 0)]
    [InlineData((1UL << 36) | 2, 1, 1)]
    // Bits of no known meaning say nothing.
    [InlineData(1UL << 57, 0, 0)]
    public void Bits_of_heat_and_current_throttle_and_those_of_power_limit(ulong bits, double throttled, double limited)
    {
        var (throttle, limit) = AmdThrottleState.Of(null, Table(1, 3, ("indep_throttle_status", bits)));
        Assert.Equal((throttled, limited), (throttle!.Value.Value, limit!.Value.Value));
    }

    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0.0, 0.0)]
    [InlineData(25UL, 0UL, 0UL, 0.25, 0.0)]
    [InlineData(0UL, 50UL, 0UL, 0.0, 0.5)]
    [InlineData(25UL, 100UL, 75UL, 0.75, 1.0)]
    public void Counters_of_time_tell_the_share_between_two_tables(ulong prochot, ulong power, ulong heat, double throttled, double limited)
    {
        var (throttle, limit) = AmdThrottleState.Of(Instinct(1000, 7, 8, 9), Instinct(1100, 7 + prochot, 8 + power, 9 + heat));
        Assert.Equal((throttled, limited), (throttle!.Value.Value, limit!.Value.Value));
        Assert.Equal((null, null), AmdThrottleState.Of(null, Instinct(1000, 7, 8, 9)));
    }

    [Fact]
    public void Counters_that_stand_still_tell_nothing()
    {
        var (throttle, limit) = AmdThrottleState.Of(Instinct(1000, 7, 8, 9), Instinct(1000, 7, 8, 9));
        Assert.False(throttle!.Value.IsKnown || limit!.Value.IsKnown);
    }

    [Fact]
    public void Of_counters_in_an_unknown_unit_only_the_rise_counts()
    {
        var before = Table(3, 0, ("throttle_residency_prochot", 5), ("throttle_residency_thm_gfx", 5), ("throttle_residency_spl", 5));
        var after = Table(3, 0, ("throttle_residency_prochot", 5), ("throttle_residency_thm_gfx", 6), ("throttle_residency_spl", 5));
        var (throttle, limit) = AmdThrottleState.Of(before, after);
        Assert.Equal((1, 0), (throttle!.Value.Value, limit!.Value.Value));
    }

    [Fact]
    public void Old_tables_number_their_bits_by_chip_and_tell_nothing()
    {
        var (throttle, limit) = AmdThrottleState.Of(null, Table(1, 1, ("throttle_status", 2)));
        Assert.False(throttle!.Value.IsKnown || limit!.Value.IsKnown);
        Assert.Contains("1.1", throttle.Value.UnknownReason, StringComparison.Ordinal);
    }

    private static GpuMetrics Instinct(ulong time, ulong prochot, ulong power, ulong heat) => Table(
        1, 6, ("accumulation_counter", time), ("prochot_residency_acc", prochot), ("ppt_residency_acc", power),
        ("socket_thm_residency_acc", heat));

    private static GpuMetrics Table(int format, int content, params (string, ulong)[] fields) =>
        GpuMetrics.Decode(MetricsTables.Of(format, content, fields)).Value;
}
