using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>Product names of GPUs: what the driver says, else the name databases installed on the system.</summary>
internal sealed class GpuNames
{
    private static readonly string[] AmdFiles = ["/usr/share/libdrm/amdgpu.ids", "/opt/amdgpu/share/libdrm/amdgpu.ids"];
    private static readonly string[] PciFiles = ["/usr/share/hwdata/pci.ids", "/usr/share/misc/pci.ids", "/usr/share/pci.ids"];

    private readonly Lazy<string> _amdIds;
    private readonly Lazy<string> _pciIds;

    /// <summary>The databases of the tree, else of this machine: they hold names of all devices, not facts of one.</summary>
    public GpuNames(SystemTree tree)
    {
        var here = new SystemTree("/");
        _amdIds = new(() => FirstText(tree, AmdFiles) ?? FirstText(here, AmdFiles) ?? "");
        _pciIds = new(() => FirstText(tree, PciFiles) ?? FirstText(here, PciFiles) ?? "");
    }

    public Fact<string> Find(SystemTree tree, PciDevice device, string vendor)
    {
        var name = vendor switch
        {
            GpuVendors.Nvidia => NvidiaDriverName(tree, device.Address),
            GpuVendors.Amd => tree.Line($"{device.Folder}/product_name").Else(() => InAmdIds(_amdIds.Value, device.Device, device.Revision)),
            _ => Fact<string>.Unknown("the driver tells no name"),
        };
        name = name.Else(() => device.Vendor.Then(v => device.Device.Then(d => OwnGpuNames.Find(v, d, device.Revision))));
        return name.IsKnown ? name : device.Vendor.Then(v => device.Device.Then(d => InPciIds(_pciIds.Value, v, d)));
    }

    /// <summary>Name where nothing but the ids is known.</summary>
    public Fact<string> FindById(string vendorId, string deviceId) =>
        OwnGpuNames.Find(vendorId, deviceId, Fact<string>.Unknown("no revision is known")).Else(() => InPciIds(_pciIds.Value, vendorId, deviceId));

    /// <summary>Name by device id and revision from the text of amdgpu.ids.</summary>
    public static Fact<string> InAmdIds(string text, Fact<string> device, Fact<string> revision) => device.Then(d => revision.Then(r =>
    {
        foreach (var line in text.Split('\n'))
            if (line.Split(',', 3) is [var id, var rev, var name] && IsHex(id, d) && IsHex(rev, r)) return (Fact<string>)PlainText.OneLine(name);
        return Fact<string>.Unknown($"no name database on this system knows AMD device {d} revision {r}");
    }));

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

    private static Fact<string> NvidiaDriverName(SystemTree tree, string address)
    {
        var path = $"/proc/driver/nvidia/gpus/{address}/information";
        return tree.Text(path).Then<string>(text =>
            text.Split('\n').Select(line => line.Split(':', 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == "Model") is [_, var model]
                && PlainText.OneLine(model) is { Length: > 0 } name ? name : Fact<string>.Unknown($"{path} tells no model"));
    }

    private static string? FirstText(SystemTree tree, string[] paths) =>
        paths.Select(path => tree.Text(path)).Where(text => text.IsKnown).Select(text => text.Value).FirstOrDefault();

    private static bool IsHex(string text, string id) =>
        uint.TryParse(text.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var left)
        && uint.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var right) && left == right;
}
