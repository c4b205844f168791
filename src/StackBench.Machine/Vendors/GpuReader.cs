using System.Collections.Immutable;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Vendors;

/// <summary>Finds the GPUs of a machine by sysfs and by what their vendors have beside it.</summary>
internal static class GpuReader
{
    private const string PciFolder = "/sys/bus/pci/devices";

    public static ImmutableArray<GpuFacts> Read(SystemTree tree, ImmutableArray<GpuVendor> vendors)
    {
        var gpus = new Dictionary<string, GpuFacts>(StringComparer.Ordinal);
        var names = new GpuNames(tree);
        foreach (var device in DrmCards.Find(tree).Concat(PciDevices(tree, vendors)))
            if (VendorOf(device, vendors) is { } vendor) gpus.TryAdd(device.Address, Of(tree, names, device, vendor));
        foreach (var vendor in vendors)
            foreach (var gpu in vendor.Complete(tree, [.. gpus.Values], names)) gpus[gpu.PciAddress] = gpu;
        return GpuIdentity.Named(gpus.Values.OrderBy(gpu => gpu.PciAddress, StringComparer.Ordinal), vendors);
    }

    private static IEnumerable<PciDevice> PciDevices(SystemTree tree, ImmutableArray<GpuVendor> vendors) =>
        tree.Names(PciFolder).Select(name => PciDevice.Read(tree, $"{PciFolder}/{name}", name))
            .Where(device => device.IsDisplay || (device.IsAccelerator && VendorOf(device, vendors) is { AcceleratorsAreGpus: true }));

    // Other display devices (a server's management controller, a virtual screen) compute nothing.
    private static GpuVendor? VendorOf(PciDevice device, ImmutableArray<GpuVendor> vendors) =>
        vendors.FirstOrDefault(vendor => vendor.PciId == device.Vendor.Or(""));

    private static GpuFacts Of(SystemTree tree, GpuNames names, PciDevice device, GpuVendor vendor) =>
        vendor.Describe(tree, device, new GpuFacts
        {
            PciAddress = device.Address,
            Vendor = vendor.Id,
            Name = names.Find(device, vendor),
            DeviceId = device.Device.Then<string>(id => $"{device.Vendor.Value}:{id}").Or("unknown"),
            Driver = device.Driver,
            Revision = device.Revision,
            SubsystemId = device.Subsystem,
        });
}
