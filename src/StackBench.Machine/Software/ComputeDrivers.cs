using System.Collections.Immutable;

namespace StackBench.Machine;

/// <summary>What a program finds that computes on GPUs by Vulkan or OpenCL: libraries alone, no GPU is asked.</summary>
public sealed record ComputeDrivers
{
    public static ComputeDrivers Unread { get; } = new();

    /// <summary>Where Vulkan's loader is.</summary>
    public Fact<string> VulkanLoader { get; init; }

    /// <summary>Libraries of Vulkan drivers that are there, by the manifests the loader reads: <c>libvulkan_radeon.so</c>.</summary>
    public ImmutableArray<string> Vulkan { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Libraries of OpenCL drivers, as they are registered: <c>libamdocl64.so</c>.</summary>
    public ImmutableArray<string> OpenCl { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Where NVIDIA's CUDA driver is.</summary>
    public Fact<string> CudaDriver { get; init; }
}
