namespace StackBench.Worker.Vulkan;

/// <summary>What a driver says a device is.</summary>
internal enum PhysicalDeviceType : uint
{
    Other = 0,
    IntegratedGpu = 1,
    DiscreteGpu = 2,
    VirtualGpu = 3,
    Cpu = 4,
}
