using System.Collections.Immutable;

namespace StackBench.Worker.Spirv;

/// <summary>A kernel in the two languages that drivers take: the words of a SPIR-V module, and a text of OpenCL C by its name.</summary>
/// <param name="Name">For logs, tests and files: <c>fma-fp32</c>.</param>
/// <param name="GroupSize">Invocations of a workgroup.</param>
/// <param name="Addresses">Arguments that are addresses of arrays; they come first.</param>
/// <param name="Numbers">Arguments of 32 bits that follow. All arguments take 8 bytes each.</param>
/// <param name="Emit">Writes the SPIR-V module, whose entry point is <c>main</c>.</param>
internal sealed record Kernel(string Name, int GroupSize, int Addresses, int Numbers, Func<uint[]> Emit)
{
    /// <summary>The SPIR-V module; written when it is first asked for, for other drivers take none.</summary>
    public uint[] Words => field ??= Emit();

    /// <summary>Name of the text in OpenCL C.</summary>
    public string Text { get; init; } = Name;

    /// <summary>What the text has defined: names and values.</summary>
    public ImmutableArray<(string Name, string Value)> Defines { get; init; } = [];

    /// <summary>The product of tiles that it does; null for kernels that do none.</summary>
    public MatrixTile? Tile { get; init; }
}
