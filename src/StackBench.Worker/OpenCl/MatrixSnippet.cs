using System.Collections.Immutable;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.OpenCl;

/// <summary>A matrix instruction of a maker, as OpenCL C reaches it.</summary>
/// <param name="Text">Name of the text that loads, multiplies and stores its tiles.</param>
/// <param name="SubgroupSize">Invocations that hold a tile together.</param>
/// <param name="Defines">What the text has defined: types, counts, the instruction.</param>
internal sealed record MatrixSnippet(
    string Text, MatrixTile Tile, int SubgroupSize, ImmutableArray<(string Name, string Value)> Defines);
