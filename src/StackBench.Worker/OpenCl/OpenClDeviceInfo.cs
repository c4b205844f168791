using System.Collections.Immutable;

namespace StackBench.Worker.OpenCl;

/// <summary>A device as one driver lists it.</summary>
internal sealed record OpenClDeviceInfo
{
    public nint Handle { get; init; }

    public required string Name { get; init; }

    /// <summary>What the driver compiles for: <c>gfx90a:sramecc+:xnack-</c> with AMD's, the name of the device with others.</summary>
    public string Target { get; init; } = "";

    /// <summary>Name of the platform: <c>NVIDIA CUDA</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>Tells platforms of one name apart, such as those of two releases of ROCm.</summary>
    public nint PlatformHandle { get; init; }

    /// <summary>Platform and version of the driver.</summary>
    public required string Driver { get; init; }

    /// <summary>Version of OpenCL, times ten: 12 or 30.</summary>
    public int Version { get; init; } = 12;

    /// <summary>Whether it computes on the CPU.</summary>
    public bool IsCpuDriver { get; init; }

    /// <summary>Whether it shares the memory of the CPU.</summary>
    public bool IsIntegrated { get; init; }

    /// <summary>Domain:bus:device.function in lower case; null where the driver does not report it, or not clearly.</summary>
    public string? Pci { get; init; }

    /// <summary>32 hexadecimal digits; null where the driver does not report it.</summary>
    public string? Uuid { get; init; }

    /// <summary>Bytes of the device's memory.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Bytes that may be allocated at once.</summary>
    public long LargestBuffer { get; init; } = long.MaxValue;

    public int ComputeUnits { get; init; }

    /// <summary>Invocations that AMD's and NVIDIA's drivers run together; 0 with others.</summary>
    public int SubgroupSize { get; init; }

    /// <summary>NVIDIA's compute capability, times ten: 89; 0 with other makers.</summary>
    public int ComputeCapability { get; init; }

    /// <summary>Whether the language's dot products of packed bytes are instructions of the device.</summary>
    public bool HasDotInstruction { get; init; }

    public ImmutableHashSet<string> Extensions { get; init; } = [];
}
