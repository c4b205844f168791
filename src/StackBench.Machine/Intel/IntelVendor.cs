using StackBench.Machine.Gpu;
using StackBench.Machine.Telemetry;

namespace StackBench.Machine.Intel;

/// <summary>Intel: the files of xe and i915.</summary>
internal static class IntelVendor
{
    public static GpuVendor Record { get; } = new()
    {
        Id = "intel",
        Name = "Intel",
        PciId = "8086",
        EngineKind = "xpu",
        CollectiveLibrary = "xccl",
        VisibleDevices = [new("ZE_AFFINITY_MASK")],
        Describe = IntelGpu.Describe,
        Telemetry = tree => new SysfsTelemetry(tree, IntelTelemetry.Open),
        Doctoring = new()
        {
            IsDivisible = false,
            VulkanDrivers = [("libvulkan_intel.so", "ANV"), ("libvulkan_intel_hasvk.so", "HASVK")],
            VulkanRemedy = "sudo apt install mesa-vulkan-drivers (vulkan-intel or mesa-vulkan-drivers elsewhere)",
        },
    };
}
