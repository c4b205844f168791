using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Tests.Fixtures;

/// <summary>Half a second of a CPU and a GPU, made up.</summary>
internal static class ExampleTelemetry
{
    public const string Gpu = "0000:03:00.0";

    public static TelemetrySeries Raw { get; } = new(
        [100.0, 100.1, 100.2, 100.3, 100.4],
        [
            new(new("cpu", TelemetryQuantities.Load, Unit.One, TelemetryKind.Interval), [null, 0.98, 1, 0.96, 0.98]),
            new(new("cpu", TelemetryQuantities.Others, Unit.One, TelemetryKind.Interval), [null, 0.02, 0.3, 0.02, 0.02]),
            new(new("cpu", TelemetryQuantities.Frequency, Unit.Hertz), [4.1e9, 3.9e9, 3.9e9, 3.8e9, 3.8e9]),
            new(new("cpu", TelemetryQuantities.Temperature, Unit.Celsius), [58, 60, 61, 61, null], "the sensor went away"),
            new(new("cpu", TelemetryQuantities.Energy, Unit.Joule, TelemetryKind.Counter, 262143.3), [262120, 262130, 262140, 6.7, 16.7]),
            new(new("cpu", TelemetryQuantities.Throttle, Unit.One, TelemetryKind.Interval), [null, 0, 0, 0, 0]),
            new(new("memory", TelemetryQuantities.Available, Unit.Byte), [8e9, 8e9, 8e9, 8e9, 8e9]),
            new(new(Gpu, "temperature.junction", Unit.Celsius), [70, 71, 72, 73, 74]),
            new(new(Gpu, TelemetryQuantities.Power, Unit.Watt), [100, 200, 300, 300, 300]),
            new(new(Gpu, TelemetryQuantities.Throttle, Unit.One, TelemetryKind.Flag), [0, 0, 1, 1, 0]),
            new(new(Gpu, TelemetryQuantities.PowerLimit, Unit.One, TelemetryKind.Flag), [0, 1, 1, 1, 1]),
            new(new(Gpu, TelemetryQuantities.MemoryUsed, Unit.Byte), [null, null, null, null, null], "no such file"),
        ]);

    public static LaunchTelemetry Record { get; } = LaunchTelemetry.Of(Raw, 100.05, 0.0021);
}
