using System.Collections.Immutable;
using StackBench.Machine.Amd;
using StackBench.Machine.Files;
using StackBench.Machine.Intel;

namespace StackBench.Machine.Gpu;

/// <summary>Finds the GPUs of a machine by sysfs, and by NVML on this one.</summary>
internal static class GpuReader
{
    private const string PciFolder = "/sys/bus/pci/devices";

    public static ImmutableArray<GpuFacts> Read(SystemTree tree)
    {
        var gpus = new Dictionary<string, GpuFacts>(StringComparer.Ordinal);
        var names = new GpuNames(tree);
        foreach (var device in DrmCards.Find(tree).Concat(PciDisplays(tree)))
            if (Of(tree, names, device) is { } gpu) gpus.TryAdd(gpu.PciAddress, gpu);
        foreach (var gpu in KfdGpus.AddTo(tree, [.. gpus.Values], names)) gpus[gpu.PciAddress] = gpu;
        if (tree.IsThisMachine) AskThisMachine(tree, gpus);
        return [.. gpus.Values.OrderBy(gpu => gpu.PciAddress, StringComparer.Ordinal)];
    }

    private static void AskThisMachine(SystemTree tree, Dictionary<string, GpuFacts> gpus)
    {
        var nvidia = NvmlGpus.Read();
        if (nvidia.IsEmpty && gpus.Values.Any(gpu => gpu.Vendor == GpuVendors.Nvidia)) nvidia = NvidiaSmiCommand.Read();
        foreach (var gpu in nvidia)
            gpus[gpu.PciAddress] = gpus.TryGetValue(gpu.PciAddress, out var known) ? gpu with { Driver = known.Driver, Revision = known.Revision, IsIntegrated = gpu.IsIntegrated.Else(() => known.IsIntegrated) } : gpu;
        foreach (var gpu in gpus.Values.Where(gpu => gpu.Vendor == GpuVendors.Amd && gpu.Driver.Or("") == "amdgpu").ToArray())
            gpus[gpu.PciAddress] = gpu with { Access = DeviceAccess.Check(tree, "/dev/kfd").Then(_ => RenderAccess(tree, gpu.PciAddress)) };
    }

    private static Fact<string> RenderAccess(SystemTree tree, string address)
    {
        var node = tree.Names($"{PciFolder}/{address}/drm").FirstOrDefault(name => name.StartsWith("renderD", StringComparison.Ordinal));
        return node is null ? Fact<string>.Unknown("the driver made no render node for the device") : DeviceAccess.Check(tree, $"/dev/dri/{node}");
    }

    private static IEnumerable<PciDevice> PciDisplays(SystemTree tree) =>
        tree.Names(PciFolder).Select(name => PciDevice.Read(tree, $"{PciFolder}/{name}", name)).Where(device => device.IsDisplay);

    private static GpuFacts? Of(SystemTree tree, GpuNames names, PciDevice device)
    {
        // Other display devices (a server's management controller, a virtual screen) compute nothing.
        if (!device.Vendor.IsKnown || GpuVendors.Name(device.Vendor.Value) is not { } vendor) return null;
        var gpu = new GpuFacts
        {
            PciAddress = device.Address,
            Vendor = vendor,
            Name = names.Find(tree, device, vendor),
            DeviceId = device.Device.Then<string>(id => $"{device.Vendor.Value}:{id}").Or("unknown"),
            Driver = device.Driver,
            Revision = device.Revision,
            SubsystemId = device.Subsystem,
        };
        return vendor switch
        {
            GpuVendors.Amd => AmdGpu.Describe(tree, device, gpu),
            GpuVendors.Intel => IntelGpu.Describe(tree, device, gpu),
            _ => gpu with { Link = PcieEndpoint.Read(tree, device.Folder) },
        };
    }
}
