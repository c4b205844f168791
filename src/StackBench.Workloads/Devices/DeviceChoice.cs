using System.Collections.Immutable;
using StackBench.Protocol;

namespace StackBench.Workloads.Devices;

/// <summary>Which devices of an engine are meant. Pure.</summary>
public static class DeviceChoice
{
    /// <summary>The kinds of devices that engines have, and <c>gpu</c> for all but the CPU.</summary>
    public static ImmutableArray<string> Kinds { get; } =
        [WorkerDeviceNames.Cpu, WorkerDeviceNames.Gpu, "hip", "xpu", .. DriverEngines.All, WorkerDevice.CpuDriver];

    /// <summary>Whether a text can be the name of a device on some machine.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Kinds.Contains(text, StringComparer.OrdinalIgnoreCase) || DeviceIdentity.IsAddress(text) || DeviceIdentity.IsUuid(text)
            || (text.Split(':') is [{ Length: > 0 } kind, { Length: > 0 } number]
                && kind.All(char.IsAsciiLetterOrDigit) && number.All(char.IsAsciiDigit));
    }

    /// <param name="wanted">Ids, PCI addresses, UUIDs, kinds, <c>cpu</c> or <c>gpu</c>; empty for the GPUs of the engine, or its
    /// CPU where it has none. Drivers that compute on the CPU are neither, and have to be named.</param>
    /// <returns>In the engine's order; empty when it has none of them.</returns>
    public static ImmutableArray<WorkerDevice> Of(ImmutableArray<string> wanted, IReadOnlyList<WorkerDevice> available)
    {
        ArgumentNullException.ThrowIfNull(available);
        if (!wanted.IsDefaultOrEmpty) return [.. available.Where(device => wanted.Any(name => Means(name, device)))];
        var accelerators = available.Where(IsGpu).ToImmutableArray();
        return accelerators.IsEmpty ? [.. available.Where(IsCpu)] : accelerators;
    }

    public static bool IsCpu(WorkerDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.Kind == WorkerDeviceNames.Cpu;
    }

    /// <summary>Whether it is neither the CPU nor a driver that computes on it.</summary>
    public static bool IsGpu(WorkerDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return !IsCpu(device) && device.Kind != WorkerDevice.CpuDriver;
    }

    private static bool Means(string name, WorkerDevice device) =>
        name == WorkerDeviceNames.Gpu ? IsGpu(device)
        : new[] { device.Id, device.Kind }.Any(known => string.Equals(name, known, StringComparison.OrdinalIgnoreCase))
            || DeviceIdentity.IsSameAddress(name, device.Pci) || DeviceIdentity.IsSameUuid(name, device.Uuid);
}
