using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>Product names of GPUs: what the ids say in the tables, and what the driver says.</summary>
internal sealed class GpuNames(SystemTree tree)
{
    private static readonly string[] PciFiles = ["/usr/share/hwdata/pci.ids", "/usr/share/misc/pci.ids", "/usr/share/pci.ids"];

    private readonly Lazy<string> _pciIds = new(() => Database(tree, PciFiles));

    public Fact<string> Find(PciDevice device, GpuVendor vendor)
    {
        var byId = device.Vendor.Then(v => device.Device.Then(d => OwnGpuNames.Find(v, d, device.Revision)));
        var name = vendor.IsDriverNameExact
            ? vendor.DriverName(tree, device).Else(() => byId)
            : byId.Else(() => vendor.DriverName(tree, device));
        return name.IsKnown ? name : device.Vendor.Then(v => device.Device.Then(d => InPciIds(_pciIds.Value, v, d)));
    }

    /// <summary>Name where nothing but the ids is known.</summary>
    public Fact<string> FindById(string vendorId, string deviceId) =>
        OwnGpuNames.Find(vendorId, deviceId, Fact<string>.Unknown("no revision is known"))
            .Else(() => InPciIds(_pciIds.Value, vendorId, deviceId));

    /// <summary>
    /// The first file in the tree, else on this machine: databases hold names, not facts of a machine. Empty where none is.
    /// </summary>
    public static string Database(SystemTree tree, string[] paths) => FirstText(tree, paths) ?? FirstText(new SystemTree("/"), paths) ?? "";

    /// <summary>Name by vendor and device id from the text of pci.ids: <c>Navi 31 [Radeon RX 7900 XT/7900 XTX]</c>.</summary>
    public static Fact<string> InPciIds(string text, string vendor, string device)
    {
        var isInVendor = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith('#') || line.IsEmpty) continue;
            if (line[0] != '\t') isInVendor = line.StartsWith(vendor, StringComparison.OrdinalIgnoreCase);
            else if (isInVendor && line.Length > 7 && line[1] != '\t' && line[1..5].Equals(device, StringComparison.OrdinalIgnoreCase))
                return PlainText.OneLine(line[5..].ToString());
        }

        return Fact<string>.Unknown($"no name database on this system knows PCI device {vendor}:{device}");
    }

    private static string? FirstText(SystemTree tree, string[] paths) =>
        paths.Select(path => tree.Text(path)).Where(text => text.IsKnown).Select(text => text.Value).FirstOrDefault();
}
