using System.Collections.Immutable;

namespace StackBench.Workloads.Devices;

/// <summary>
/// The engines that measure a GPU through its driver alone. A GPU that several reach is measured by the first of them, so that no run
/// measures it twice; <c>--engine</c> names another.
/// </summary>
public static class DriverEngines
{
    /// <summary>
    /// Best access to matrix instructions first. Vulkan: drivers list their tiles, and RADV's and NVK's machine code was read. OpenCL:
    /// makers' own instructions, on hardware that has no Vulkan (Instinct, headless NVIDIA, containers).
    /// </summary>
    public static ImmutableArray<string> All { get; } = ["vulkan", "opencl"];
}
