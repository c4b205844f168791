using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Files;
using StackBench.Machine.Telemetry;

namespace StackBench.Machine.Amd;

/// <summary>Sources about an AMD GPU: the sensors and files of amdgpu, and its metrics table.</summary>
internal static class AmdTelemetry
{
    /// <param name="folder">Of the device in the tree.</param>
    /// <param name="device">Its PCI address.</param>
    public static ImmutableArray<ITelemetrySource> Open(SystemTree tree, string folder, string device)
    {
        var sensors = Hwmon.Find(tree, folder);
        var power = sensors is null
            ? null
            : FileChannel.OpenFirst(tree, new(device, TelemetryQuantities.Power, Unit.Watt), 1e-6, watts =>
                watts > 0, $"{sensors.Folder}/power1_average", $"{sensors.Folder}/power1_input");
        var hasPower = power is FileChannel;
        return
        [
            .. GpuSensors.Temperatures(tree, sensors, device),
            .. hasPower ? [power!] : Array.Empty<ITelemetrySource>(),
            GpuSensors.Of(tree, sensors, new(device, TelemetryQuantities.CoreClock, Unit.Hertz), 1, hertz => hertz >= 0, "freq1_input"),
            GpuSensors.Of(tree, sensors, new(device, TelemetryQuantities.MemoryClock, Unit.Hertz), 1, hertz => hertz >= 0, "freq2_input"),
            FileChannel.OpenFirst(tree, new(device, TelemetryQuantities.Utilisation, Unit.One), 0.01, share =>
                share is >= 0 and <= 1, $"{folder}/gpu_busy_percent"),
            FileChannel.OpenFirst(
                tree, new(device, TelemetryQuantities.MemoryUsed, Unit.Byte), 1, bytes => bytes >= 0, $"{folder}/mem_info_vram_used"),
            AmdMetrics.Open(tree, folder, device, withPower: !hasPower),
        ];
    }
}
