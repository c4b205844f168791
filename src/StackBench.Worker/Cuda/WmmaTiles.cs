using StackBench.Worker.Spirv;

namespace StackBench.Worker.Cuda;

/// <summary>Loads and stores of wmma, whose instructions know where their values lie. Pure.</summary>
internal static class WmmaTiles
{
    public static IEnumerable<string> Loads(PtxInstruction instruction, WarpTiles parts)
    {
        var (tile, bytes) = (instruction.Tile, MatrixTile.BytesOf(instruction.Tile.Factor));
        var type = tile.Factor == MatrixElement.Int8 ? "s8" : "f16";
        for (var number = 0; number < MatrixKernel.Tiles; number++)
        {
            yield return Load("a", parts.A(number), number * tile.M * tile.K * bytes, tile.K);
            yield return Load("b", parts.B(number), number * tile.K * tile.N * bytes, tile.N);
        }

        string Load(string matrix, IEnumerable<string> registers, int place, int stride) =>
            $"wmma.load.{matrix}.sync.aligned.row.m{tile.M}n{tile.N}k{tile.K}.global.{type} "
                + $"{{{string.Join(", ", registers)}}}, [{matrix} + {place}], {stride};";
    }

    public static IEnumerable<string> Stores(PtxInstruction instruction, WarpTiles parts)
    {
        var tile = instruction.Tile;
        var type = tile.Sum switch { MatrixElement.Fp32 => "f32", MatrixElement.Int32 => "s32", _ => "f16" };
        for (var product = 0; product < MatrixKernel.ProductsPerRound; product++)
        {
            var (place, sums) = (product * tile.M * tile.N * MatrixTile.BytesOf(tile.Sum), string.Join(", ", parts.Sums(product)));
            yield return $"wmma.store.d.sync.aligned.row.m{tile.M}n{tile.N}k{tile.K}.global.{type} [c + {place}], {{{sums}}}, {tile.N};";
        }
    }
}
