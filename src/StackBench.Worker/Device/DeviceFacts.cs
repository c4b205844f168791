using System.Collections.Immutable;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Device;

/// <summary>What a driver says of a device.</summary>
internal sealed record DeviceFacts
{
    public required string Name { get; init; }

    /// <summary>Driver and version: <c>radv Mesa 26.2.6</c>.</summary>
    public required string Driver { get; init; }

    /// <summary>Whether the driver computes on the CPU.</summary>
    public bool IsCpuDriver { get; init; }

    /// <summary>Whether it shares the memory of the CPU.</summary>
    public bool IsIntegrated { get; init; }

    /// <summary>Compute units or multiprocessors; null where the driver does not tell.</summary>
    public int? ComputeUnits { get; init; }

    /// <summary>Subgroup sizes a kernel may ask for, smallest first; empty where there is no choice.</summary>
    public ImmutableArray<int> SubgroupSizes { get; init; } = [];

    public int DefaultSubgroupSize { get; init; }

    public bool HasFp16 { get; init; }

    public bool HasBf16 { get; init; }

    public bool HasFp64 { get; init; }

    /// <summary>Whether the language has dot products of packed bytes; the driver may have to compose them.</summary>
    public bool HasDotProduct { get; init; }

    /// <summary>Whether the device has an instruction for them, as the driver says.</summary>
    public bool HasDotInstruction { get; init; }

    /// <summary>Whether the driver lists its tiles of matrix products; else they are those this program has instructions for.</summary>
    public bool ListsTiles { get; init; } = true;

    /// <summary>Tiles of matrix products, as far as they are of a known type.</summary>
    public ImmutableArray<MatrixTile> Tiles { get; init; } = [];

    /// <summary>Bytes of memory that may be allocated at once.</summary>
    public long LargestBuffer { get; init; } = long.MaxValue;
}
