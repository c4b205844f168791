using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Files;
using StackBench.Machine.Telemetry;

namespace StackBench.Machine.Intel;

/// <summary>Sources about an Intel GPU: sensors, energy counter, clock and throttle reasons of xe and i915.</summary>
internal static class IntelTelemetry
{
    /// <param name="folder">Of the device in the tree.</param>
    /// <param name="device">Its PCI address.</param>
    public static ImmutableArray<ITelemetrySource> Open(SystemTree tree, string folder, string device)
    {
        var sensors = Hwmon.Find(tree, folder);
        var xe = $"{folder}/tile0/gt0/freq0";
        var card = Path.GetDirectoryName(folder)!.Replace('\\', '/');
        return
        [
            .. GpuSensors.Temperatures(tree, sensors, device),
            Energy(tree, sensors, device),
            FileChannel.OpenFirst(
                tree, new(device, TelemetryQuantities.CoreClock, Unit.Hertz), 1e6,
                hertz => hertz is >= 0 and <= IntelGpu.FastestMegahertz * 1e6, $"{xe}/act_freq", $"{card}/gt_act_freq_mhz"),
            Reasons(tree, new(
                device, TelemetryQuantities.Throttle, Unit.One, TelemetryKind.Flag), [.. IntelGpu.ThermalReasons, "vr_tdc"], xe, card),
            Reasons(tree, new(device, TelemetryQuantities.PowerLimit, Unit.One, TelemetryKind.Flag), IntelGpu.PowerReasons, xe, card),
            new UnreadChannel(
                "Intel's drivers tell utilisation and memory only per process or by a system call",
                new TelemetryChannel(device, TelemetryQuantities.Utilisation, Unit.One),
                new TelemetryChannel(device, TelemetryQuantities.MemoryUsed, Unit.Byte)),
        ];
    }

    private static ITelemetrySource Energy(SystemTree tree, Hwmon? sensors, string device)
    {
        var counter = new TelemetryChannel(device, TelemetryQuantities.Energy, Unit.Joule, TelemetryKind.Counter);
        var power = new TelemetryChannel(device, TelemetryQuantities.Power, Unit.Watt, TelemetryKind.Interval);
        if (sensors is null) return new UnreadChannel("the device has no sensors", counter, power);
        foreach (var name in (string[])["energy1_input", "energy2_input"])
        {
            var file = new TelemetryFile(tree, $"{sensors.Folder}/{name}", 64);
            if (file.Number() is { IsKnown: true, Value: > 0 }) return new CountedPower(counter, power, file, 1e-6);
            file.Dispose();
        }

        return new UnreadChannel("the driver counts no energy of the device", counter, power);
    }

    private static ITelemetrySource Reasons(SystemTree tree, TelemetryChannel channel, ImmutableArray<string> names, string xe, string card)
    {
        foreach (var prefix in (string[])[$"{xe}/throttle/reason_", $"{card}/gt/gt0/throttle_reason_"])
        {
            var files = names.Select(name => new TelemetryFile(tree, prefix + name, 64)).Where(file => file.IsReadable).ToImmutableArray();
            if (!files.IsEmpty) return new FoldedFiles(channel, files, 1, Math.Max, reason => reason is 0 or 1);
        }

        return new UnreadChannel("the driver tells no throttle reasons", channel);
    }
}
