using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>Channels of a GPU's sensors.</summary>
internal static class GpuSensors
{
    /// <summary>A channel for each temperature sensor: <c>temperature.edge</c>, <c>.junction</c>, <c>.memory</c>, <c>.pkg</c>.</summary>
    public static IEnumerable<ITelemetrySource> Temperatures(SystemTree tree, Hwmon? sensors, string device)
    {
        if (sensors is null) yield break;
        foreach (var (label, path) in sensors.TemperatureFiles())
        {
            var channel = new TelemetryChannel(
                device, $"{TelemetryQuantities.Temperature}.{(label == "mem" ? "memory" : label.Replace(' ', '-'))}", Unit.Celsius);
            yield return FileChannel.OpenFirst(tree, channel, 1e-3, celsius => celsius is > -100 and < 250, path);
        }
    }

    /// <summary>A channel of one sensor's file; unread where the device has no sensors.</summary>
    public static ITelemetrySource Of(
        SystemTree tree, Hwmon? sensors, TelemetryChannel channel, double factor, Func<double, bool> accepts, string file) =>
        sensors is null
        ? new UnreadChannel("the device has no sensors", channel)
        : FileChannel.OpenFirst(tree, channel, factor, accepts, $"{sensors.Folder}/{file}");
}
