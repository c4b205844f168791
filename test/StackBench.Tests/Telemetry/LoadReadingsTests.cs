using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Telemetry;

public sealed class LoadReadingsTests
{
    [Fact]
    public void A_gpu_tells_its_core_clock_and_its_power_at_rest_and_under_load()
    {
        var rest = new TelemetrySeries([0, 0.1], [new(new(ExampleTelemetry.Gpu, TelemetryQuantities.Power, Unit.Watt), [18, 22])]);
        var load = new TelemetrySeries([0, 0.1], [
            new(new(ExampleTelemetry.Gpu, TelemetryQuantities.CoreClock, Unit.Hertz), [2.4e9, null]),
            new(new(ExampleTelemetry.Gpu, TelemetryQuantities.Power, Unit.Watt), [290, 300]),
        ]);

        var series = LoadReadings.Of(ExampleTelemetry.Gpu, rest, load);

        Assert.Equal(["idle-power", "load-power", "sustained-clock"], series.Keys);
        Assert.Equal([18, 22], series["idle-power"]);
        Assert.Equal([290, 300], series["load-power"]);
        Assert.Equal([2.4e9], series["sustained-clock"]);
    }

    [Fact]
    public void A_cpu_tells_the_mean_clock_of_its_cores_and_nothing_that_was_not_read() =>
        Assert.Equal(["sustained-clock"], LoadReadings.Of("cpu", TelemetrySeries.Empty, ExampleTelemetry.Raw).Keys);
}
