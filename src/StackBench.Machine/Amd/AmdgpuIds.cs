using System.Globalization;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Amd;

/// <summary>Product names by device id and revision from libdrm's table.</summary>
internal static class AmdgpuIds
{
    private static readonly string[] Files = ["/usr/share/libdrm/amdgpu.ids", "/opt/amdgpu/share/libdrm/amdgpu.ids"];

    public static Fact<string> Find(SystemTree tree, PciDevice device) =>
        Find(GpuNames.Database(tree, Files), device.Device, device.Revision);

    /// <summary>From the text of the table.</summary>
    public static Fact<string> Find(string text, Fact<string> device, Fact<string> revision) => device.Then(d => revision.Then(r =>
    {
        foreach (var line in text.Split('\n'))
            if (line.Split(',', 3) is [var id, var rev, var name] && IsHex(id, d) && IsHex(rev, r))
                return (Fact<string>)PlainText.OneLine(name);
        return Fact<string>.Unknown($"no name database on this system knows AMD device {d} revision {r}");
    }));

    private static bool IsHex(string text, string id) =>
        uint.TryParse(text.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var left)
        && uint.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var right) && left == right;
}
