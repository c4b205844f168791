namespace StackBench.Machine;

/// <summary>A GPU. Its key is the PCI address, never an index.</summary>
public sealed record GpuFacts
{
    /// <summary>Domain:bus:device.function in lower case: <c>0000:03:00.0</c>.</summary>
    public required string PciAddress { get; init; }

    /// <summary><c>amd</c>, <c>nvidia</c>, <c>intel</c>, or the PCI vendor id.</summary>
    public required string Vendor { get; init; }

    public required Fact<string> Name { get; init; }

    /// <summary>PCI vendor and device id: <c>1002:744c</c>.</summary>
    public required string DeviceId { get; init; }

    public required Fact<string> Driver { get; init; }
}
