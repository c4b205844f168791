using System.Collections.Immutable;

namespace StackBench.Worker.OpenCl;

/// <summary>
/// Each physical device by one of the drivers that name it, with all the parts that this driver divides it into: GPUs first, then
/// drivers that compute on the CPU. Pure.
/// </summary>
internal static class OpenClDeviceList
{
    private const int LeastVersion = 12;

    // Drivers that go through others: they do not take a maker's own instructions.
    private static readonly string[] Translating = ["rusticl", "Clover", "Portable Computing Language", "OpenCLOn12"];

    public static ImmutableArray<OpenClDeviceInfo> Of(IReadOnlyList<OpenClDeviceInfo> listed) =>
    [
        .. listed.Where(device => device.Version >= LeastVersion)
            .GroupBy(device => IdentityOf(device, listed), StringComparer.OrdinalIgnoreCase)
            .SelectMany(OfBestPlatform)
            .OrderBy(device => device.IsCpuDriver),
    ];

    private static IEnumerable<OpenClDeviceInfo> OfBestPlatform(IEnumerable<OpenClDeviceInfo> same)
    {
        var best = same.OrderBy(device => device.IsCpuDriver).ThenBy(IsTranslating).First();
        return same.Where(device => device.PlatformHandle == best.PlatformHandle);
    }

    // One driver may report the address and another of the same device only its UUID; without either a device is one of its own.
    private static string IdentityOf(OpenClDeviceInfo device, IReadOnlyList<OpenClDeviceInfo> listed) =>
        device.Pci
        ?? listed.FirstOrDefault(other => other.Uuid is not null && other.Uuid == device.Uuid && other.Pci is not null
            && other.IsCpuDriver == device.IsCpuDriver)?.Pci
        ?? device.Uuid
        ?? FormattableString.Invariant($"{device.Platform} {device.Handle}");

    private static bool IsTranslating(OpenClDeviceInfo device) =>
        Translating.Any(name => device.Platform.Contains(name, StringComparison.OrdinalIgnoreCase));
}
