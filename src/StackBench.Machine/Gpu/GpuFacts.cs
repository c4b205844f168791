using System.Collections.Immutable;

namespace StackBench.Machine;

/// <summary>A GPU: one physical device, however many partitions it shows. Its key is the PCI address, never an index.</summary>
public sealed record GpuFacts
{
    /// <summary>
    /// Domain:bus:device.function in lower case: <c>0000:03:00.0</c>; <c>drm:card0</c> where the system does not tell it.
    /// </summary>
    public required string PciAddress { get; init; }

    /// <summary>Id of the maker: <c>amd</c>.</summary>
    public required string Vendor { get; init; }

    public required Fact<string> Name { get; init; }

    /// <summary>PCI vendor and device id: <c>1002:744c</c>; <c>unknown</c> where the system does not tell it.</summary>
    public required string DeviceId { get; init; }

    /// <summary>Kernel driver bound to it.</summary>
    public required Fact<string> Driver { get; init; }

    public Fact<string> DriverVersion { get; init; }

    /// <summary>PCI revision, which tells products with one device id apart: <c>c8</c>.</summary>
    public Fact<string> Revision { get; init; }

    /// <summary>PCI ids of the board's maker and model: <c>1da2:e471</c>.</summary>
    public Fact<string> SubsystemId { get; init; }

    public Fact<string> Uuid { get; init; }

    /// <summary>Whether it shares the package and memory of the CPU.</summary>
    public Fact<bool> IsIntegrated { get; init; }

    /// <summary>What code is compiled for: <c>gfx1100</c>, <c>sm_90</c>. The true one, whatever an override variable says.</summary>
    public Fact<string> Target { get; init; }

    /// <summary>Compute units or streaming multiprocessors.</summary>
    public Fact<int> ComputeUnits { get; init; }

    /// <summary>Own memory; of an integrated GPU the part carved out for it.</summary>
    public Fact<long> MemoryBytes { get; init; }

    /// <summary>System memory it may address beside its own.</summary>
    public Fact<long> SharedMemoryBytes { get; init; }

    public Fact<int> MemoryBusBits { get; init; }

    public Fact<double> MaxClockHertz { get; init; }

    /// <summary>As the vendor's tools state it; data moves several times a cycle.</summary>
    public Fact<double> MaxMemoryClockHertz { get; init; }

    /// <summary>Of the memory by bus width and clock; no measurement.</summary>
    public Fact<double> MemoryBytesPerSecond { get; init; }

    /// <summary>Power the device is held to now.</summary>
    public Fact<double> PowerLimitWatts { get; init; }

    public PcieLink Link { get => field ?? PcieLink.Unread; init; }

    /// <summary>
    /// <c>usable</c> when this process may open the device; else unknown, with what keeps it from doing so. Only told on this machine.
    /// </summary>
    public Fact<string> Access { get; init; }

    /// <summary>What <see cref="Access"/> words.</summary>
    internal GpuBarrier Barrier { get; init; }

    /// <summary>How the device is divided: <c>CPX/NPS1</c>, <c>MIG</c>; <c>none</c> when it is whole.</summary>
    public Fact<string> PartitionMode { get; init; }

    /// <summary>Logical GPUs of the device; empty where it is whole or does not tell.</summary>
    public ImmutableArray<GpuPartition> Partitions { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Direct links to other GPUs.</summary>
    public ImmutableArray<PeerLink> PeerLinks { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>What it does at the moment of reading.</summary>
    public GpuState State { get => field ?? GpuState.Unread; init; }
}
