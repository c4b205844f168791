using System.Collections.Immutable;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.OpenCl;

/// <summary>
/// AMD's matrix instructions by the compiler's own functions: MFMA of Instinct, WMMA of Radeon RX 7000 and 9000. gfx950 has larger ones
/// that are not known here, and is left out: the older ones would show half of its rate.
/// </summary>
internal static class AmdMatrix
{
    private const MatrixElement Fp16 = MatrixElement.Fp16, Bf16 = MatrixElement.Bf16, Fp8 = MatrixElement.Fp8, Int8 = MatrixElement.Int8,
        Fp32 = MatrixElement.Fp32, Int32 = MatrixElement.Int32;

    private const string Text = "amd";

    private static readonly string[] Cdna3 = ["gfx940", "gfx941", "gfx942"];

    /// <param name="target">What the driver compiles for: <c>gfx90a:sramecc+:xnack-</c>.</param>
    public static IEnumerable<MatrixSnippet> Of(string target) => target.Split(':')[0] switch
    {
        "gfx908" => [.. Cdna, .. OlderInt8, Mfma(Bf16, Fp32, 32, 4, "short2", "f32_32x32x4bf16")],
        "gfx90a" => [.. Cdna, .. OlderInt8, .. Bf16OfCdna2],
        var name when Cdna3.Contains(name) => [.. Cdna, .. Bf16OfCdna2, .. OfCdna3],
        ['g', 'f', 'x', '1', '1', ..] => Rdna3,
        ['g', 'f', 'x', '1', '2', '0', ..] => Rdna4,
        _ => [],
    };

    private static MatrixSnippet[] Cdna =>
        [Mfma(Fp16, Fp32, 32, 8, "half4", "f32_32x32x8f16"), Mfma(Fp16, Fp32, 16, 16, "half4", "f32_16x16x16f16")];

    private static MatrixSnippet[] OlderInt8 =>
        [Mfma(Int8, Int32, 32, 8, "int", "i32_32x32x8i8"), Mfma(Int8, Int32, 16, 16, "int", "i32_16x16x16i8")];

    private static MatrixSnippet[] Bf16OfCdna2 =>
        [Mfma(Bf16, Fp32, 32, 8, "short4", "f32_32x32x8bf16_1k"), Mfma(Bf16, Fp32, 16, 16, "short4", "f32_16x16x16bf16_1k")];

    // Its fp8 has another bias: the same bits are half the number, and a product a quarter.
    private static MatrixSnippet[] OfCdna3 =>
    [
        Mfma(Int8, Int32, 32, 16, "long", "i32_32x32x16_i8"), Mfma(Int8, Int32, 16, 32, "long", "i32_16x16x32_i8"),
        Mfma(Fp8, Fp32, 32, 16, "long", "f32_32x32x16_fp8_fp8", "4 *"), Mfma(Fp8, Fp32, 16, 32, "long", "f32_16x16x32_fp8_fp8", "4 *"),
    ];

    // Both halves of a wave hold the same values of A and B, all sixteen; sums go by turns to the halves.
    private static MatrixSnippet[] Rdna3 =>
    [
        Wmma(Fp16, Fp32, 16, "half16", "float8", "f32_16x16x16_f16_w32(a, b, c)", "2 * (i) + (lane) / 16"),
        Wmma(Bf16, Fp32, 16, "short16", "float8", "f32_16x16x16_bf16_w32(a, b, c)", "2 * (i) + (lane) / 16"),
        Wmma(Fp16, Fp16, 16, "half16", "half16", "f16_16x16x16_f16_w32(a, b, c, false)", "2 * (i) + (lane) / 16", "2 * (i)"),
        Wmma(Int8, Int32, 16, "int4", "int8", "i32_16x16x16_iu8_w32(true, a, true, b, c, false)", "2 * (i) + (lane) / 16"),
    ];

    private static MatrixSnippet[] Rdna4 =>
    [
        Wmma(Fp16, Fp32, 8, "half8", "float8", "f32_16x16x16_f16_w32_gfx12(a, b, c)", "(lane) / 16 * 8 + (i)"),
        Wmma(Bf16, Fp32, 8, "short8", "float8", "f32_16x16x16_bf16_w32_gfx12(a, b, c)", "(lane) / 16 * 8 + (i)"),
        Wmma(Fp16, Fp16, 8, "half8", "half8", "f16_16x16x16_f16_w32_gfx12(a, b, c)", "(lane) / 16 * 8 + (i)"),
        Wmma(Fp8, Fp32, 8, "int2", "float8", "f32_16x16x16_fp8_fp8_w32_gfx12(a, b, c)", "(lane) / 16 * 8 + (i)"),
        Wmma(Int8, Int32, 8, "int2", "int8", "i32_16x16x16_iu8_w32_gfx12(true, a, true, b, c, false)", "(lane) / 16 * 8 + (i)"),
    ];

    /// <summary>A wave of 64 holds tiles of A, B and C; of C, blocks of four rows by turns.</summary>
    private static MatrixSnippet Mfma(
        MatrixElement factor, MatrixElement sum, int size, int depth, string operand, string name, string scale = "")
    {
        var sums = size * size / 64;
        return Snippet(
            new MatrixTile(factor, sum, size, size, depth), 64, size * depth / 64, operand, $"{TypeOf(sum)}{sums}", sums,
            $"__builtin_amdgcn_mfma_{name}(a, b, c, 0, 0, 0)", "(i) / 4 * 8 + (lane) / M * 4 + (i) % 4", "(i)", scale);
    }

    private static MatrixSnippet Wmma(
        MatrixElement factor, MatrixElement sum, int count, string operand, string accumulator, string call, string row,
        string place = "(i)") => Snippet(
            new MatrixTile(factor, sum, 16, 16, 16), 32, count, operand, accumulator, 8, $"__builtin_amdgcn_wmma_{call}", row, place, "");

    private static MatrixSnippet Snippet(
        MatrixTile tile, int subgroup, int count, string operand, string accumulator, int sums, string product, string row, string place,
        string scale) => new(
            Text, tile, subgroup,
            [
                ("FACTOR", MatrixTile.BytesOf(tile.Factor) == 2 ? "ushort" : "uchar"), ("SUM", TypeOf(tile.Sum)), ("COUNT", $"{count}"),
                ("SUMS", $"{sums}"), ("OPERAND", operand), ("ACCUMULATOR", accumulator), ("PRODUCT(a, b, c)", product),
                ("ROW(i, lane)", $"({row})"), ("PLACE(i)", $"({place})"), ("SCALE", scale),
            ]);

    private static string TypeOf(MatrixElement sum) => sum switch { Int32 => "int", Fp16 => "half", _ => "float" };
}
