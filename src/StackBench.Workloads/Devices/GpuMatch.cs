using StackBench.Machine;
using StackBench.Machine.Vendors;
using StackBench.Protocol;

namespace StackBench.Workloads.Devices;

/// <summary>Which GPU of the machine an engine means by a device. Pure.</summary>
internal static class GpuMatch
{
    /// <summary>Libraries report what they can allocate, the system what is built in: up to so much more.</summary>
    private const double ReservedShare = 0.06;

    /// <summary>
    /// By PCI address, else by UUID, else, where one side tells no address, the only one that has its maker, memory and name; null where
    /// none or several do: the wrong one's limits and sensors would be false.
    /// </summary>
    public static GpuFacts? Of(WorkerDevice device, IReadOnlyList<GpuFacts> gpus)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(gpus);
        return gpus.FirstOrDefault(gpu => DeviceIdentity.IsSameAddress(gpu.PciAddress, device.Pci))
            ?? gpus.FirstOrDefault(gpu => gpu.Uuid.IsKnown && DeviceIdentity.IsSameUuid(gpu.Uuid.Value, device.Uuid))
            ?? Only([.. gpus.Where(gpu => DeviceIdentity.IsSameSlot(gpu.PciAddress, device.Pci))])
            ?? Alike(device, gpus);
    }

    /// <summary>An integrated GPU beside another is told apart by its memory, and two of different names by these.</summary>
    private static GpuFacts? Alike(WorkerDevice device, IReadOnlyList<GpuFacts> gpus)
    {
        GpuFacts[] alike = [.. gpus.Where(gpu => gpu.Vendor == GpuVendors.OfEngineKind(device.Kind)?.Id && HasMemory(gpu, device)
            && !DeviceIdentity.AreAddresses(gpu.PciAddress, device.Pci))];
        GpuFacts[] named = [.. alike.Where(gpu => gpu.Name.IsKnown && device.Name is { } name && Words(gpu.Name.Value) == Words(name))];
        return named.Length > 0 ? Only(named) : Only(alike);
    }

    private static GpuFacts? Only(GpuFacts[] gpus) => gpus is [var only] ? only : null;

    private static bool HasMemory(GpuFacts gpu, WorkerDevice device) =>
        gpu.MemoryBytes.IsKnown && device.MemoryBytes is { } bytes && bytes <= gpu.MemoryBytes.Value * (1 + ReservedShare)
            && bytes >= gpu.MemoryBytes.Value * (1 - ReservedShare);

    private static string Words(string name) =>
        string.Join(' ', name.ToUpperInvariant().Split([' ', '(', ')', '-', '/'], StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word is not ("TM" or "R")
            && !GpuVendors.All.Any(vendor => word.Equals(vendor.Name, StringComparison.OrdinalIgnoreCase))));
}
