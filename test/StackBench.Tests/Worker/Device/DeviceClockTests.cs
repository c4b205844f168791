using StackBench.Protocol;
using StackBench.Worker.Device;

namespace StackBench.Tests.Worker.Device;

/// <summary>When times are those of a device's own clock.</summary>
public sealed class DeviceClockTests
{
    /// <summary>By its own words twice the time; or always the same, near the truth for many dispatches, or for few.</summary>
    [Theory]
    [InlineData(1.0, 0.0, true)]
    [InlineData(0.95, 1e-5, true)]
    [InlineData(0.5, 0.0, false)]
    [InlineData(0.0, 1e-3, false)]
    [InlineData(0.0, 9.9e-3, false)]
    [InlineData(0.0, 1e-2, false)]
    public void A_clock_is_believed_that_goes_with_the_hosts(double share, double constant, bool isCredible)
    {
        var host = 0.0;
        var device = new StubDevice((_, calls) => host = calls * 1e-5)
        {
            Clock = _ => (share * host) + constant is var seconds && seconds <= host * 1.02 ? seconds : null,
        };
        Assert.Equal(isCredible, ClockTrial.IsCredible(device));
    }

    /// <summary>Where the way to the device takes most of the time, so that many dispatches take little more than few.</summary>
    [Theory]
    [InlineData(1e-2, false)]
    [InlineData(0.0, true)]
    public void A_clock_that_stands_still_is_not_believed_behind_a_long_way(double constant, bool isCredible)
    {
        var (work, way) = (0.0, isCredible ? 0 : 1e-2);
        var device = new StubDevice((_, calls) => (work = calls * 1e-6) + way) { Clock = _ => constant > 0 ? constant : work };
        Assert.Equal(isCredible, ClockTrial.IsCredible(device));
    }

    /// <summary>While others hold the host up most of the time.</summary>
    [Fact]
    public void A_right_clock_is_believed_on_a_busy_machine()
    {
        var (random, work) = (new Random(1), 0.0);
        var device = new StubDevice((_, calls) => (work = calls * 1e-5) * (random.Next(4) == 0 ? 1 : 3)) { Clock = _ => work };
        Assert.True(ClockTrial.IsCredible(device));
    }

    /// <summary>
    /// A tenth of the time that passed is a wrong period of the ticks, unless so little was done that the way to it counts.
    /// </summary>
    [Theory]
    [InlineData(1e-3, 0.95e-3, "device", 0.95e-3)]
    [InlineData(1e-3, 1e-4, "host", 1e-3)]
    [InlineData(1e-6, 1e-7, "device", 1e-7)]
    [InlineData(1e-3, null, "host", 1e-3)]
    public async Task Samples_are_of_the_clock_that_can_be_believed(double host, double? device, string clock, double seconds)
    {
        using var operation = new DeviceOperation(new Prepared("a", "stub", 0), _ => new Timing(host, device), [], new DeviceResources());
        var samples = await operation.MeasureAsync(100, 3, TestContext.Current.CancellationToken);
        Assert.Equal(clock, samples.Clock);
        Assert.Equal([seconds, seconds, seconds], samples.Seconds);
    }
}
