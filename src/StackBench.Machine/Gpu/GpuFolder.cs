using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>Where a GPU's own files lie.</summary>
internal static class GpuFolder
{
    private const string Pci = "/sys/bus/pci/devices";

    /// <summary>Unknown where a tree knows the device by other sources only.</summary>
    public static Fact<string> Of(SystemTree tree, GpuFacts gpu)
    {
        var folder = $"{Pci}/{gpu.PciAddress}";
        if (tree.Exists(folder)) return folder;
        return DrmCards.Find(tree).FirstOrDefault(device => device.Address == gpu.PciAddress) is { } card
            ? card.Folder
            : Fact<string>.Unknown($"sysfs has no folder of the device");
    }

    /// <summary>Addresses of the bridges above a device, the nearest first; empty where the tree does not tell.</summary>
    public static IReadOnlyList<string> Bridges(SystemTree tree, GpuFacts gpu) =>
        [.. tree.LinkTarget($"{Pci}/{gpu.PciAddress}").Or("").Split('/').Select(PciAddress.Normalize).OfType<string>().Reverse().Skip(1)];
}
