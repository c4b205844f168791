using System.Collections.Immutable;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Cuda;

/// <summary>
/// The matrix instructions that a device has by its compute capability: NVIDIA, PTX ISA, sections wmma, mma and wgmma. Those of Blackwell
/// for data centres (tcgen05) are left out: no assembler at hand knew them. Pure.
/// </summary>
internal static class PtxInstructions
{
    private const MatrixElement Fp16 = MatrixElement.Fp16, Bf16 = MatrixElement.Bf16, Fp8 = MatrixElement.Fp8, Int8 = MatrixElement.Int8,
        Fp32 = MatrixElement.Fp32, Int32 = MatrixElement.Int32, Tf32 = MatrixElement.Tf32, Fp64 = MatrixElement.Fp64;

    private static readonly PtxTarget Volta = new(63, 70), Xavier = new(63, 72), Turing = new(65, 75), Ampere = new(70, 80),
        Ada = new(84, 89), Hopper = new(80, 90, IsExact: true);

    /// <summary>Every instruction known here.</summary>
    public static ImmutableArray<PtxInstruction> All { get; } =
    [
        new(MatrixUnit.Wmma, new(Fp16, Fp32, 16, 16, 16), "f32.f32", Volta),
        new(MatrixUnit.Wmma, new(Fp16, Fp16, 16, 16, 16), "f16.f16", Volta),
        new(MatrixUnit.Wmma, new(Int8, Int32, 16, 16, 16), "s32.s8.s8.s32", Xavier),
        Mma(Fp16, Fp32, 16, 8, "f32.f16.f16.f32", Turing), Mma(Fp16, Fp16, 16, 8, "f16.f16.f16.f16", Turing),
        Mma(Int8, Int32, 8, 16, "s32.s8.s8.s32", Turing),
        Mma(Fp16, Fp32, 16, 16, "f32.f16.f16.f32", Ampere), Mma(Fp16, Fp16, 16, 16, "f16.f16.f16.f16", Ampere),
        Mma(Bf16, Fp32, 16, 16, "f32.bf16.bf16.f32", Ampere), Mma(Tf32, Fp32, 16, 8, "f32.tf32.tf32.f32", Ampere),
        Mma(Fp64, Fp64, 8, 4, "f64.f64.f64.f64", Ampere), Mma(Int8, Int32, 16, 32, "s32.s8.s8.s32", Ampere),
        Mma(Fp8, Fp32, 16, 32, "f32.e4m3.e4m3.f32", Ada),
        // As wide as the registers allow with four sums: 128 of them.
        Wgmma(Fp16, Fp32, 64, 16, "f32.f16.f16"), Wgmma(Fp16, Fp16, 128, 16, "f16.f16.f16"), Wgmma(Bf16, Fp32, 64, 16, "f32.bf16.bf16"),
        Wgmma(Tf32, Fp32, 64, 8, "f32.tf32.tf32"), Wgmma(Fp8, Fp32, 64, 32, "f32.e4m3.e4m3"), Wgmma(Int8, Int32, 64, 32, "s32.s8.s8"),
    ];

    /// <param name="capability">Times ten.</param>
    /// <returns>The best of a warp for each pair of types, and those of four warps.</returns>
    public static IEnumerable<PtxInstruction> Of(int capability) =>
        from known in All
        where known.Target.RunsOn(capability)
        group known by (known.Tile.Factor, known.Tile.Sum, known.Warps) into same
        select same.MaxBy(known => known.Target.Capability);

    private static PtxInstruction Mma(MatrixElement factor, MatrixElement sum, int rows, int depth, string types, PtxTarget target) =>
        new(MatrixUnit.Mma, new MatrixTile(factor, sum, rows, 8, depth), types, target);

    private static PtxInstruction Wgmma(MatrixElement factor, MatrixElement sum, int columns, int depth, string types) =>
        new(MatrixUnit.Wgmma, new MatrixTile(factor, sum, 16, columns, depth), types, Hopper);
}
