using StackBench.Worker.Spirv;

namespace StackBench.Worker.Cuda;

/// <summary>A matrix instruction of NVIDIA's, as PTX names it.</summary>
/// <param name="Tile">What a warp computes with it.</param>
/// <param name="Types">Types of the operands in the order of PTX: <c>f32.f16.f16.f32</c>.</param>
internal sealed record PtxInstruction(MatrixUnit Unit, MatrixTile Tile, string Types, PtxTarget Target)
{
    /// <summary>Warps that execute it together.</summary>
    public int Warps => Unit == MatrixUnit.Wgmma ? 4 : 1;

    /// <summary>In short: <c>mma m16n8k16</c>.</summary>
    public string Name => FormattableString.Invariant(
        $"{Unit.ToString().ToLowerInvariant()} m{Tile.M * Warps}n{Tile.N}k{Tile.K}");
}
