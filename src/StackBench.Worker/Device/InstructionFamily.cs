using System.Text.RegularExpressions;

namespace StackBench.Worker.Device;

/// <summary>
/// Instructions that do the work of a kernel, by the names that disassemblers of AMD, NVIDIA and Intel give them.
/// </summary>
internal static partial class InstructionFamily
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;
    private const int MatchMilliseconds = 1000;

    public static Regex FmaOf(uint bits, uint lanes) => (bits, lanes) switch
    {
        (64, _) => Fp64(),
        (16, _) => Fp16x2(),
        _ => Fp32(),
    };

    [GeneratedRegex(@"\bv_(dual_)?(fma|fmac|fmaak|fmamk|mac|mad)_(legacy_)?f32|\bffma\b|\bmad\(\d+\)", Options, MatchMilliseconds)]
    private static partial Regex Fp32();

    [GeneratedRegex(@"\bv_fmac?_f64|\bdfma\b|\bmad\(\d+\)", Options, MatchMilliseconds)]
    private static partial Regex Fp64();

    [GeneratedRegex(@"\bv_pk_fmac?_f16|\bhfma2\b|\bmad\(\d+\)", Options, MatchMilliseconds)]
    private static partial Regex Fp16x2();

    [GeneratedRegex(@"\bv_dot4c?_i32_iu?8|\bidp(\.?4a?)?\b|\bdp4a\(\d+\)", Options, MatchMilliseconds)]
    public static partial Regex Dot();

    [GeneratedRegex(@"\bv_(s?wmma|mfma)_\w+|\b[hi]mma\b|\bqmma\b|\bdpas\w*(\.\w+)*\(\d+\)", Options, MatchMilliseconds)]
    public static partial Regex Matrix();
}
