using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine;
using StackBench.Machine.Doctor;

namespace StackBench.Tests.Machine.Doctor;

public sealed class LoadFindingsTests
{
    private const string Address = "0000:03:00.0";

    private static readonly GpuFacts Card = new()
    {
        PciAddress = Address,
        Vendor = "amd",
        DeviceId = "1002:744c",
        Driver = "amdgpu",
        Name = "test",
        MaxClockHertz = 2.5e9,
        MaxMemoryClockHertz = 1.25e9,
    };

    [Theory]
    [InlineData(2.4e9, 1.25e9, 0.0, "")]
    [InlineData(2.4e9, 0.456e9, 0.0, "gpu.memory-clock")]
    [InlineData(0.9e9, 1.25e9, 0.0, "gpu.core-clock")]
    [InlineData(2.4e9, 1.25e9, 1.0, "gpu.throttling")]
    [InlineData(0.9e9, 0.1e9, 1.0, "gpu.memory-clock gpu.core-clock gpu.throttling")]
    public void Clocks_that_stay_low_and_throttling_are_found(double core, double memory, double throttle, string found) =>
        Assert.Equal(found, string.Join(' ', LoadFindings.Of(Card, Load(core, memory, throttle)).Select(finding => finding.Id)));

    [Fact]
    public void A_finding_names_both_clocks()
    {
        var finding = Assert.Single(LoadFindings.Of(Card, Load(2.4e9, 0.456e9, 0)));

        Assert.Equal("the memory clock stays at 456 MHz under load, its highest is 1.25 GHz", finding.Cause);
        Assert.Equal(Address, finding.Device);
    }

    [Fact]
    public void What_is_not_read_is_no_finding()
    {
        Assert.Empty(LoadFindings.Of(Card, TelemetrySeries.Empty));
        Assert.Empty(LoadFindings.Of(
            Card with { MaxClockHertz = Fact<double>.Unknown("x"), MaxMemoryClockHertz = Fact<double>.Unknown("x") }, Load(1, 1, 0)));
    }

    private static TelemetrySeries Load(double core, double memory, double throttle) => new(
        [0, 0.1, 0.2],
        [
            new(new(Address, TelemetryQuantities.CoreClock, Unit.Hertz), [core, core, null]),
            new(new(Address, TelemetryQuantities.MemoryClock, Unit.Hertz), [memory, memory, memory]),
            new(new(Address, TelemetryQuantities.Throttle, Unit.One, TelemetryKind.Flag), [throttle, throttle, throttle]),
        ]);
}
