using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>
/// The cards of the kernel's display and render drivers. Their numbers have gaps, and connectors (<c>card1-DP-1</c>) are no cards.
/// </summary>
internal static class DrmCards
{
    private const string Folder = "/sys/class/drm";

    public static IEnumerable<PciDevice> Find(SystemTree tree) =>
        tree.Names(Folder).Where(IsCard)
            .Where(card => tree.Exists($"{Folder}/{card}/device/vendor") || tree.Exists($"{Folder}/{card}/device/uevent"))
            .Select(card => PciDevice.Read(tree, $"{Folder}/{card}/device", card));

    private static bool IsCard(string name) =>
        name.StartsWith("card", StringComparison.Ordinal) && name.Length > 4 && name.AsSpan(4).IndexOfAnyExceptInRange('0', '9') < 0;
}
