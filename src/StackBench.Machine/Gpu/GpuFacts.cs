namespace StackBench.Machine;

/// <summary>A GPU. Its key is the PCI address, never an index.</summary>
public sealed record GpuFacts
{
    /// <summary>Domain:bus:device.function in lower case: <c>0000:03:00.0</c>; <c>drm:card0</c> where the system does not tell it.</summary>
    public required string PciAddress { get; init; }

    /// <summary><c>amd</c>, <c>nvidia</c>, <c>intel</c>, or the PCI vendor id.</summary>
    public required string Vendor { get; init; }

    public required Fact<string> Name { get; init; }

    /// <summary>PCI vendor and device id: <c>1002:744c</c>; <c>unknown</c> where the system does not tell it.</summary>
    public required string DeviceId { get; init; }

    public required Fact<string> Driver { get; init; }

    /// <summary>PCI revision, which tells products with one device id apart: <c>c8</c>.</summary>
    public Fact<string> Revision { get; init; }

    /// <summary>PCI ids of the board's maker and model: <c>1da2:e471</c>.</summary>
    public Fact<string> SubsystemId { get; init; }
}
