using System.Numerics;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Cuda;

/// <summary>
/// The two tiles of B of a wgmma in shared memory: NVIDIA, PTX ISA, matrix descriptor without swizzle. Eight columns of 16 bytes along K
/// are a contiguous block of 128 bytes; two of them follow each other along K, such pairs along N. Pure.
/// </summary>
internal static class SharedTiles
{
    private const int Columns = 8, BytesOfColumn = 16, BlockBytes = Columns * BytesOfColumn, PairBytes = 2 * BlockBytes;

    /// <summary>A descriptor counts in 16 bytes; distances along K and along N stand from these bits on.</summary>
    private const int Unit = 16, DepthBit = 16, WidthBit = 32;

    public static IEnumerable<string> Registers(MatrixTile tile)
    {
        yield return $".shared .align 128 .b8 tiles[{MatrixKernel.Tiles * Bytes(tile)}];";
        yield return ".reg .b64 tiles0, tiles1;";
        yield return ".reg .b32 place, depth, width, value;";
        yield return ".reg .pred isAdded;";
    }

    /// <summary>Copies B there, and makes the descriptors.</summary>
    /// <param name="groupSize">Threads that copy together.</param>
    public static IEnumerable<string> Fill(MatrixTile tile, int groupSize)
    {
        var bytes = MatrixTile.BytesOf(tile.Factor);
        var (type, values) = (bytes switch { 1 => ".u8", 2 => ".u16", _ => ".b32" }, tile.K * tile.N);
        return
        [
            "mov.u32 part, thread;",
            "fill:",
            $"mad.wide.u32 at, part, {bytes}, b;",
            $"ld.global{type} value, [at];",
            // Which value of which tile it is, and where it belongs.
            $"shr.u32 place, part, {BitOperations.Log2((uint)values)};",
            $"mul.lo.u32 place, place, {Bytes(tile)};",
            $"bfe.u32 depth, part, {BitOperations.Log2((uint)tile.N)}, {BitOperations.Log2((uint)tile.K)};",
            $"mul.lo.u32 depth, depth, {bytes};",
            $"and.b32 width, depth, {BytesOfColumn - 1};",
            "add.u32 place, place, width;",
            $"shr.u32 depth, depth, {BitOperations.Log2(BytesOfColumn)};",
            $"mad.lo.u32 place, depth, {BlockBytes}, place;",
            $"and.b32 width, part, {Columns - 1};",
            $"mad.lo.u32 place, width, {BytesOfColumn}, place;",
            $"and.b32 width, part, {tile.N - 1};",
            $"shr.u32 width, width, {BitOperations.Log2(Columns)};",
            $"mad.lo.u32 place, width, {PairBytes}, place;",
            "mov.u32 width, tiles;",
            "add.u32 place, place, width;",
            $"st.shared{type} [place], value;",
            $"add.u32 part, part, {groupSize};",
            $"setp.lt.u32 isMore, part, {MatrixKernel.Tiles * values};",
            "@isMore bra fill;",
            // The matrix unit reads by another way than stores are made.
            "fence.proxy.async;",
            "bar.sync 0;",
            $"shr.u32 width, width, {BitOperations.Log2(Unit)};",
            "and.b32 width, width, 0x3FFF;",
            "cvt.u64.u32 tiles0, width;",
            FormattableString.Invariant(
                $"or.b64 tiles0, tiles0, 0x{((long)(BlockBytes / Unit) << DepthBit) | ((long)(PairBytes / Unit) << WidthBit):X};"),
            $"add.u64 tiles1, tiles0, {Bytes(tile) / Unit};",
            "setp.eq.u32 isAdded, 0, 0;",
        ];
    }

    /// <summary>Of a tile; a column is 32 bytes along K, whatever the type.</summary>
    private static int Bytes(MatrixTile tile) => tile.N * tile.K * MatrixTile.BytesOf(tile.Factor);
}
