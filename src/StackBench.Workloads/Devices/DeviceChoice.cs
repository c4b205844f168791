using System.Collections.Immutable;
using StackBench.Protocol;

namespace StackBench.Workloads.Devices;

/// <summary>Which devices of an engine are meant. Pure.</summary>
public static class DeviceChoice
{
    /// <param name="wanted">Ids, PCI addresses, UUIDs, kinds, <c>cpu</c> or <c>gpu</c>; empty for the GPUs of the engine, or its
    /// CPU where it has none.</param>
    /// <returns>In the engine's order; empty when it has none of them.</returns>
    public static ImmutableArray<WorkerDevice> Of(ImmutableArray<string> wanted, IReadOnlyList<WorkerDevice> available)
    {
        ArgumentNullException.ThrowIfNull(available);
        if (!wanted.IsDefaultOrEmpty) return [.. available.Where(device => wanted.Any(name => Means(name, device)))];
        var accelerators = available.Where(device => !IsCpu(device)).ToImmutableArray();
        return accelerators.IsEmpty ? [.. available] : accelerators;
    }

    public static bool IsCpu(WorkerDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.Kind == WorkerDeviceNames.Cpu;
    }

    private static bool Means(string name, WorkerDevice device) =>
        name == WorkerDeviceNames.Gpu ? !IsCpu(device)
        : new[] { device.Id, device.Kind }.Any(known => string.Equals(name, known, StringComparison.OrdinalIgnoreCase))
            || DeviceIdentity.IsSameAddress(name, device.Pci) || DeviceIdentity.IsSameUuid(name, device.Uuid);
}
