using StackBench.Core.Workloads;

namespace StackBench.Workloads.Definitions;

/// <summary>A level of the stack: what the best of some workloads measures for those above it.</summary>
/// <param name="Name">Name in layers and documents: <c>gemm.bf16</c>.</param>
/// <param name="Title">The level in words, as reports name it.</param>
internal sealed record Level(string Name, string Title)
{
    public static Level Memory { get; } = new("memory.bandwidth", "measured memory bandwidth");

    public static Level DeviceMemory { get; } = new("memory.device", "measured device memory bandwidth");

    /// <summary>A copy from one device to another, one way.</summary>
    public static Level Peer { get; } = new("memory.peer", "measured link to another device");

    public static Level Fma(DataType type) => new($"fma.{type}", $"measured {type} FMA peak");

    public static Level FmaOfOneThread(DataType type) => new($"fma.{type}.1t", $"measured {type} FMA peak of one thread");

    /// <summary>The fastest that a type multiplies: a product of whatever size, or the matrix units alone.</summary>
    public static Level Matrix(DataType type) => new($"matrix.{type}", $"measured {type} matrix peak");

    /// <summary>The best square matrix product of a type.</summary>
    public static Level Gemm(DataType type) => new($"gemm.{type}", $"best square {type} GEMM");

    /// <summary>The layer of a workload that is compared with this level.</summary>
    /// <param name="factor">Rate expected above one unit of this level.</param>
    public Layer Above(double factor = 1) => new(Below: Name, Factor: factor, BelowTitle: Title);
}
