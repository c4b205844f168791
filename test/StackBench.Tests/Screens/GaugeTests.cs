using StackBench.Core.Units;
using StackBench.Machine.Reading;
using StackBench.Screens;
using StackBench.Screens.Host;

namespace StackBench.Tests.Screens;

public sealed class GaugeTests
{
    [Fact]
    public void Free_memory_is_shown_as_what_is_used_of_all()
    {
        var gauge = Gauge.Of("memory.available", new TelemetryTrace(Unit.Byte, [3L << 30, 1L << 30]), 4L << 30);
        Assert.Equal(("memory.used", "3.00 of 4.00 GiB"), (gauge.Name, gauge.Text));
        Assert.Equal(0.75, gauge.Share);
        Assert.True(gauge.Values.SequenceEqual([1L << 30, 3L << 30]));
        Assert.Equal((0.0, (double)(4L << 30)), gauge.Range);
    }

    /// <summary>The channel is the machine's free memory: less what a container may use it would be less than nothing.</summary>
    [Fact]
    public void The_memory_of_a_container_is_that_of_the_machine()
    {
        var facts = MachineReader.Read(Path.GetTempPath());
        var limited = facts with { Memory = facts.Memory with { TotalBytes = 128L << 30, LimitBytes = 8L << 30 } };
        Assert.Equal(128L << 30, MachineTotals.Of(limited)["memory.available"]);
    }

    [Fact]
    public void A_share_goes_from_nothing_to_all()
    {
        var gauge = Gauge.Of("cpu.load", new TelemetryTrace(Unit.One, [0.31]), null);
        Assert.Equal(("31 %", (0.0, 1.0)), (gauge.Text, gauge.Range));
        Assert.Equal(0.31, gauge.Share);
    }

    [Fact]
    public void What_has_no_end_has_no_bar()
    {
        var gauge = Gauge.Of("cpu.frequency", new TelemetryTrace(Unit.Hertz, [4e9, 4e9]), null);
        Assert.Null(gauge.Share);
        Assert.True(gauge.Range.Low < 4e9 && gauge.Range.High > 4e9);
        Assert.Null(Gauge.Of("memory.available", new TelemetryTrace(Unit.Byte, [1e9]), null).Share);
    }
}
