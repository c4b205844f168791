using System.Collections.Immutable;

namespace StackBench.Workloads.Devices;

/// <summary>
/// The engines that measure a GPU through its driver alone. A GPU that several reach is measured by the first of them, so that no run
/// measures it twice; <c>--engine</c> names another.
/// </summary>
public static class DriverEngines
{
    /// <summary>
    /// Best proven access to matrix instructions first. CUDA: every one up to Hopper, assembled and counted with NVIDIA's own tools; lists
    /// NVIDIA's GPUs alone. Vulkan: drivers list their tiles, and RADV's and NVK's machine code was read. OpenCL: makers' own instructions,
    /// on hardware that has no Vulkan (Instinct).
    /// </summary>
    public static ImmutableArray<string> All { get; } = [Cuda, "vulkan", "opencl"];

    /// <summary>
    /// The one that has graphs of kernels, copies between devices, and matrix instructions of more types. It lists NVIDIA's GPUs alone.
    /// </summary>
    public const string Cuda = "cuda";
}
