using System.Collections.Immutable;

namespace StackBench.Worker.Vulkan;

/// <summary>A device as one driver names it.</summary>
internal sealed record PhysicalDevice
{
    public nint Handle { get; init; }

    public required string Name { get; init; }

    public uint ApiVersion { get; init; }

    public PhysicalDeviceType Type { get; init; }

    public uint DriverId { get; init; }

    /// <summary>Driver and version.</summary>
    public required string Driver { get; init; }

    /// <summary>Domain:bus:device.function in lower case; null where the driver does not tell it.</summary>
    public string? Pci { get; init; }

    /// <summary>32 hexadecimal digits.</summary>
    public required string Uuid { get; init; }

    /// <summary>Bytes of the device's own memory.</summary>
    public long MemoryBytes { get; init; }

    public ImmutableHashSet<string> Extensions { get; init; } = [];

    public bool IsCpuDriver => Type == PhysicalDeviceType.Cpu;
}
