using StackBench.Core.Telemetry;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Terminal;

public sealed class TelemetryLinesTests
{
    [Fact]
    public void A_line_per_device_tells_what_was_read_over_all_launches()
    {
        Assert.Equal(
            [
                "telemetry: load 98 %, others 9.0 %, 3.89 GHz (3.80 to 4.10), up to 61 °C, 120 J, throttled 0 %",
                "telemetry: 0000:03:00.0 up to 74 °C, 250 W, 300 J, throttled 25 %, at its power limit 75 %",
            ],
            TelemetryLines.Of(ExampleRun.Full.Results[0]));
    }

    [Fact]
    public void Without_telemetry_there_is_no_line() => Assert.Empty(TelemetryLines.Of(ExampleRun.Full.Results[1]));

    [Fact]
    public void What_was_not_read_is_not_told()
    {
        var only = ExampleTelemetry.Raw with { Channels = [ExampleTelemetry.Raw.Find("cpu", TelemetryQuantities.Temperature)!] };
        var result = ExampleRun.Full.Results[0];
        result = result with { Launches = [result.Launches[0] with { Telemetry = LaunchTelemetry.Of(only, 100, null) }] };
        Assert.Equal(["telemetry: up to 61 °C"], TelemetryLines.Of(result));
    }
}
