using System.Collections.Immutable;

namespace StackBench.Worker.Vulkan;

/// <summary>
/// One device for each physical one, however many drivers name it: GPUs first, then drivers that compute on the CPU, so that a software
/// driver is never device 0 beside a GPU. Pure.
/// </summary>
internal static class VulkanDeviceList
{
    // Mesa's driver that goes through DirectX, and layers that translate for others.
    private static readonly uint[] Translating = [23, 14, 27];

    public static ImmutableArray<PhysicalDevice> Of(IReadOnlyList<PhysicalDevice> listed) =>
    [
        .. listed.GroupBy(device => AddressOf(device, listed) ?? device.Uuid, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.OrderBy(device => device.IsCpuDriver).ThenBy(device => Translating.Contains(device.DriverId)).First())
            .OrderBy(device => device.IsCpuDriver),
    ];

    // One driver may tell the address and another of the same device only its UUID.
    private static string? AddressOf(PhysicalDevice device, IReadOnlyList<PhysicalDevice> listed) =>
        device.Pci ?? listed.FirstOrDefault(
            other => other.Uuid == device.Uuid && other.Pci is not null && other.IsCpuDriver == device.IsCpuDriver)?.Pci;
}
