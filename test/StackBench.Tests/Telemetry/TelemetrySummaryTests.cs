using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Telemetry;

public sealed class TelemetrySummaryTests
{
    private const string Device = "0000:03:00.0";

    [Fact]
    public void The_mean_is_over_time_and_not_over_readings()
    {
        // 10 for a second, then a ramp to 20 over three: (10 + 3 x 15) / 4; the plain mean is 13.3.
        var summary = Summary([0, 1, 4], Watts(10, 10, 20)).Channels.Single();
        Assert.Equal(new ChannelSummary($"gpu.{Device}.power", 3, 10, 13.75, 20, 19), summary);
    }

    [Fact]
    public void The_mean_of_averages_weighs_each_by_the_time_it_is_about()
    {
        // 0.5 over one second, 1 over three.
        var load = new ChannelSeries(new("cpu", TelemetryQuantities.Load, Unit.One, TelemetryKind.Interval), [null, 0.5, 1]);
        Assert.Equal(3.5 / 4, Summary([0, 1, 4], load).Channels.Single().Mean, 12);
    }

    [Fact]
    public void A_gap_is_bridged_by_the_readings_around_it()
    {
        var summary = Summary([0, 1, 2, 4], Watts(10, null, 30, 30)).Channels.Single();
        Assert.Equal(3, summary.Readings);
        Assert.Equal(((20 * 2) + (30 * 2)) / 4.0, summary.Mean, 12);
    }

    [Fact]
    public void One_reading_is_its_own_mean_and_gives_no_energy()
    {
        var summary = Summary([0, 1], Watts(null, 40));
        Assert.Equal(40, summary.Channels.Single().Mean);
        Assert.Empty(summary.Devices);
    }

    [Fact]
    public void A_channel_without_readings_has_no_summary() => Assert.Empty(Summary([0, 1], Watts(null, null)).Channels);

    public static TheoryData<string, double?[], double?[], double?, EnergySource?> Energies => new()
    {
        { "power alone, by trapezoids", [], [100, 200, 200], 350, EnergySource.Power },
        { "the counter outweighs power", [10, 250, 400], [100, 200, 200], 390, EnergySource.Counter },
        { "a wrap at 1000", [900, 950, 130], [], 230, EnergySource.Counter },
        { "a counter that stands still is none", [500, 500, 500], [100, 200, 200], 350, EnergySource.Power },
        { "a counter that stands still alone", [500, 500, 500], [], null, null },
        { "a counter that was set back", [500, 490, 600], [100, 200, 200], 350, EnergySource.Power },
        { "a counter that ended early counts to its end", [10, 250, null], [], 240, EnergySource.Counter },
        { "one reading of a counter", [null, 250, null], [], null, null },
    };

    [Theory]
    [MemberData(nameof(Energies))]
    public void Energy_is_of_the_counter_else_of_power_and_never_zero_for_unknown(
        string about, double?[] counter, double?[] power, double? joules, EnergySource? source)
    {
        List<ChannelSeries> channels = [];
        if (counter.Length > 0)
            channels.Add(new(new(Device, TelemetryQuantities.Energy, Unit.Joule, TelemetryKind.Counter, 1000), [.. counter]));
        if (power.Length > 0) channels.Add(Watts(power));
        var device = Summary([0, 1, 2], [.. channels]).Devices.SingleOrDefault();
        Assert.True(joules == device?.EnergyJoules, $"{about}: {device?.EnergyJoules}");
        Assert.Equal(source, device?.EnergySource);
    }

    [Fact]
    public void Mean_power_between_counter_readings_integrates_to_the_energy()
    {
        var power = new ChannelSeries(new(Device, TelemetryQuantities.Power, Unit.Watt, TelemetryKind.Interval), [null, 100, 200]);
        Assert.Equal((100 * 1) + (200 * 3), Summary([0, 1, 4], power).Devices.Single().EnergyJoules);
    }

    [Theory]
    [InlineData(new double[] { 0, 0, 0, 0, 0 }, 0.0)]
    [InlineData(new double[] { 0, 1, 0, 1, 0 }, 0.0)]
    [InlineData(new double[] { 0, 1, 1, 0, 0 }, 0.25)]
    [InlineData(new double[] { 1, 1, 1, 1, 1 }, 1.0)]
    public void A_flag_counts_for_the_time_between_two_readings_that_state_it(double[] flags, double share)
    {
        var throttle = new ChannelSeries(
            new(Device, TelemetryQuantities.Throttle, Unit.One, TelemetryKind.Flag), [.. flags.Select(flag => (double?)flag)]);
        Assert.Equal(share, Summary([0, 1, 2, 3, 4], throttle).Devices.Single().ThrottledShare);
    }

    [Fact]
    public void A_counted_share_of_throttling_is_weighed_by_time()
    {
        var throttle = new ChannelSeries(new(Device, TelemetryQuantities.Throttle, Unit.One, TelemetryKind.Interval), [null, 0.5, 0]);
        var device = Summary([0, 1, 4], throttle).Devices.Single();
        Assert.Equal(0.125, device.ThrottledShare);
        Assert.Null(device.PowerLimitedShare);
    }

    [Fact]
    public void The_example_by_hand()
    {
        var summary = TelemetrySummary.Of(ExampleTelemetry.Raw);
        var cpu = summary.Devices.Single(device => device.Device == "cpu");
        var gpu = summary.Devices.Single(device => device.Device == ExampleTelemetry.Gpu);
        Assert.Equal(40, cpu.EnergyJoules!.Value, 6);
        Assert.Equal(0, cpu.ThrottledShare);
        Assert.Equal(15 + 25 + 30 + 30, gpu.EnergyJoules!.Value, 6);
        Assert.Equal(0.25, gpu.ThrottledShare!.Value, 6);
        Assert.Equal(0.75, gpu.PowerLimitedShare!.Value, 6);
        Assert.Equal(["cpu.load", "cpu.others", "cpu.frequency", "cpu.temperature", "memory.available",
            "gpu.0000:03:00.0.temperature.junction", "gpu.0000:03:00.0.power"],
            summary.Channels.Select(channel => channel.Channel));
        Assert.Equal(3.8875e9, summary.Channels[2].Mean, 3);
    }

    private static ChannelSeries Watts(params double?[] watts) => new(new(Device, TelemetryQuantities.Power, Unit.Watt), [.. watts]);

    private static TelemetrySummary Summary(double[] offsets, params ChannelSeries[] channels) =>
        TelemetrySummary.Of(new TelemetrySeries([.. offsets], [.. channels]));
}
