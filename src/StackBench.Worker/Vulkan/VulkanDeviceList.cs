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

    public static ImmutableArray<PhysicalDevice> Of(IEnumerable<PhysicalDevice> listed) =>
    [
        .. listed.GroupBy(device => device.Pci ?? device.Uuid, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.OrderBy(device => device.IsCpuDriver).ThenBy(device => Translating.Contains(device.DriverId)).First())
            .OrderBy(device => device.IsCpuDriver),
    ];
}
