using System.Collections.Immutable;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.OpenCl;

/// <summary>
/// NVIDIA's matrix instructions of a warp by inline PTX. Hopper's and Blackwell's own, of several warps, are out of reach of OpenCL: these
/// stay well below the published rate there.
/// </summary>
internal static class NvidiaMatrix
{
    private const MatrixElement Fp16 = MatrixElement.Fp16, Bf16 = MatrixElement.Bf16, Fp8 = MatrixElement.Fp8, Int8 = MatrixElement.Int8,
        Fp32 = MatrixElement.Fp32, Int32 = MatrixElement.Int32;

    private const string Text = "nvidia";
    private const int Rows = 16, Columns = 8, Warp = 32, RegisterBytes = 4;

    /// <summary>Compute capability times ten from which a device has it, tile, and its types in PTX.</summary>
    private static readonly ImmutableArray<(int Least, MatrixTile Tile, string Types)> Instructions =
    [
        (75, Tile(Fp16, Fp32, 8), "f32.f16.f16.f32"), (75, Tile(Fp16, Fp16, 8), "f16.f16.f16.f16"),
        (80, Tile(Fp16, Fp32, 16), "f32.f16.f16.f32"), (80, Tile(Fp16, Fp16, 16), "f16.f16.f16.f16"),
        (80, Tile(Bf16, Fp32, 16), "f32.bf16.bf16.f32"), (80, Tile(Int8, Int32, 32), "s32.s8.s8.s32"),
        (89, Tile(Fp8, Fp32, 32), "f32.e4m3.e4m3.f32"),
    ];

    /// <param name="computeCapability">Times ten; 0 for devices of others.</param>
    public static IEnumerable<MatrixSnippet> Of(int computeCapability) =>
        from known in Instructions
        where known.Least <= computeCapability
        group known by (known.Tile.Factor, known.Tile.Sum) into same
        // The deepest is the fastest.
        let best = same.MaxBy(known => known.Tile.K)
        select Snippet(best.Tile, best.Types);

    private static MatrixTile Tile(MatrixElement factor, MatrixElement sum, int depth) => new(factor, sum, Rows, Columns, depth);

    private static MatrixSnippet Snippet(MatrixTile tile, string types)
    {
        var bytes = MatrixTile.BytesOf(tile.Factor);
        var sums = Rows * Columns * MatrixTile.BytesOf(tile.Sum) / Warp / RegisterBytes;
        var (a, b) = (Rows * tile.K * bytes / Warp / RegisterBytes, Columns * tile.K * bytes / Warp / RegisterBytes);
        var (register, constraint, sum) = tile.Sum switch
        {
            Fp32 => ("float", "f", "float"),
            Int32 => ("int", "r", "int"),
            _ => ("uint", "r", "ushort"),
        };
        var instruction = $"mma.sync.aligned.m{tile.M}n{tile.N}k{tile.K}.row.col.{types}";
        var product = $"__asm__(\"{instruction} {Places(0, sums)}, {Places(sums, a)}, {Places(sums + a, b)}, {Places(0, sums)};\" "
            + $": {Registers("+" + constraint, "c", sums)} : {Registers("r", "a", a)}, {Registers("r", "b", b)});";
        return new MatrixSnippet(
            Text, tile, Warp,
            [
                ("FACTOR", bytes == 2 ? "ushort" : "uchar"), ("SUM", sum), ("SUMS", $"{sums}"), ("REGISTER", register),
                ("PRODUCT", product),
            ]);
    }

    private static string Places(int first, int count) =>
        $"{{{string.Join(", ", Enumerable.Range(first, count).Select(place => $"%{place}"))}}}";

    private static string Registers(string constraint, string name, int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(index => $"\"{constraint}\"({name}.r[{index}])"));
}
