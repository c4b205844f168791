using System.Collections.Immutable;

namespace StackBench.Machine.Cpu;

/// <summary>Operations a core can do in one cycle on a number type, at most.</summary>
/// <param name="Why">The instructions that reach it.</param>
internal sealed record MathRate(double PerCycle, string Why)
{
    // One Arm matrix multiply-accumulate on 128 bits does four (bf16) and eight (int8) times the work of a fused multiply-add on fp32.
    private const int ArmBf16 = 4;
    private const int ArmInt8 = 8;
    // An AMX tile product starts every 16 cycles and does 16 x 16 x 32 (16-bit types) or 16 x 16 x 64 (int8) multiply-adds
    // (Intel 64 and IA-32 Architectures Optimization Reference Manual, chapter on AMX).
    private const int AmxTile16 = 1024;
    private const int AmxTile8 = 2048;

    public static ImmutableArray<string> Types { get; } = ["fp64", "fp32", "bf16", "fp16", "int8"];

    /// <summary>Null where the instruction set is not known, or has matrix units whose rate is not.</summary>
    public static MathRate? Of(string type, ImmutableArray<string> isa)
    {
        if (VectorWidth.Of(isa) is not { } width || HasUnknownMatrixUnit(isa)) return null;
        var fp32 = new MathRate(width.PerCycle(32), $"{width.Units} units {width.Name}");
        return type switch
        {
            "fp64" => new MathRate(width.PerCycle(64), fp32.Why),
            "fp32" => fp32,
            "bf16" when isa.Contains("amx_bf16") => new MathRate(AmxTile16, "AMX"),
            "bf16" when isa.Contains("avx512_bf16") => fp32.Times(2, "bf16 dot products"),
            "bf16" when isa.Contains("bf16") => fp32.Times(ArmBf16, "bf16 matrix products"),
            "fp16" when isa.Contains("amx_fp16") => new MathRate(AmxTile16, "AMX"),
            "fp16" when isa.Contains("avx512_fp16") || isa.Contains("asimdhp") => fp32.Times(2, "fp16 arithmetic"),
            // Without own instructions the type is widened to fp32.
            "bf16" or "fp16" => fp32,
            "int8" when isa.Contains("amx_int8") => new MathRate(AmxTile8, "AMX"),
            "int8" when isa.Contains("i8mm") || isa.Contains("svei8mm") => fp32.Times(ArmInt8, "int8 matrix products"),
            // Even without dot products, a pairwise multiply-add does four times the fp32 lanes.
            "int8" => fp32.Times(4, "int8 dot products"),
            _ => null,
        };
    }

    private MathRate Times(int factor, string instructions) => new(PerCycle * factor, $"{Why}, {instructions}");

    private static bool HasUnknownMatrixUnit(ImmutableArray<string> isa) => isa.Contains("sme") || isa.Contains("sme2");
}
