using System.Collections.Immutable;
using StackBench.Core.Workloads;

namespace StackBench.Workloads.Definitions;

/// <summary>How fast a processor should multiply matrices of a type, seen from its measured FMA peak.</summary>
internal static class MatrixUnits
{
    /// <summary>
    /// The layer of a square matrix product: above the measured FMA peak. Factors are operations per cycle over those of the FMA units
    /// of the same width: a bf16 dot product instruction does two FMAs a lane, an int8 one four; a tile unit does 1024 (bf16) or 2048
    /// (int8) operations a cycle where two 512-bit FMA pipes do 64. Arm's matrix instructions do four (bf16) and eight (int8) times
    /// the FMAs of a vector instruction.
    /// </summary>
    /// <param name="isa">Instruction set extensions as the kernel names them.</param>
    public static Layer Above(DataType type, ImmutableArray<string> isa)
    {
        if (type == DataType.Fp64) return Level.Fma(type).Above();
        var fma = Level.Fma(DataType.Fp32);
        var (factor, extension) = Fastest(type, isa);
        var title = (type == DataType.Fp32, extension) switch
        {
            (true, _) => fma.Title,
            (_, null) => $"{fma.Title} (no {type} dot products here)",
            _ => $"{fma.Title} ({extension})",
        };
        return (fma with { Title = title }).Above(factor);
    }

    /// <summary>Whether the processor multiplies bf16 faster than fp32.</summary>
    public static bool HasBf16(ImmutableArray<string> isa) => Fastest(DataType.Bf16, isa).Extension is not null;

    private static (double Factor, string? Extension) Fastest(DataType type, ImmutableArray<string> isa)
    {
        (double, string)[] units = type.Name switch
        {
            "bf16" => [(16, "amx_bf16"), (2, "avx512_bf16"), (4, "bf16")],
            "fp16" => [(16, "amx_fp16"), (2, "avx512_fp16"), (2, "asimdhp")],
            "int8" => [(32, "amx_int8"), (4, "avx512_vnni"), (4, "avx_vnni"), (8, "i8mm"), (4, "asimddp")],
            _ => [],
        };
        foreach (var unit in units)
        {
            if (isa.Contains(unit.Item2)) return unit;
        }

        return (1, null);
    }
}
