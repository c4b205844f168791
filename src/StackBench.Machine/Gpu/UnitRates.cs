using System.Collections.Immutable;

namespace StackBench.Machine.Gpu;

/// <summary>
/// Dense operations of one compute unit or multiprocessor in one cycle, by target and type, as the makers' tables give them. A
/// fused multiply-add counts two.
/// </summary>
internal static class UnitRates
{
    private static readonly ImmutableDictionary<string, double> Cdna1 =
        Rates(("fp64", 64), ("fp32", 128), ("fp32_matrix", 256), ("fp16", 1024), ("bf16", 512));
    private static readonly ImmutableDictionary<string, double> Cdna2 =
        Rates(("fp64", 128), ("fp64_matrix", 256), ("fp32", 128), ("fp32_matrix", 256), ("fp16", 1024), ("bf16", 1024), ("int8", 1024));
    private static readonly ImmutableDictionary<string, double> Cdna3 = Rates(
        ("fp64", 128), ("fp64_matrix", 256), ("fp32", 256), ("fp32_matrix", 256), ("tf32", 1024), ("fp16", 2048), ("bf16", 2048),
        ("fp8", 4096), ("int8", 4096));
    private static readonly ImmutableDictionary<string, double> Cdna4 =
        Rates(("fp32", 256), ("fp16", 4096), ("bf16", 4096), ("fp8", 8192), ("int8", 8192));
    private static readonly ImmutableDictionary<string, double> Rdna2 = Rates(("fp32", 128), ("fp16_vector", 256));
    private static readonly ImmutableDictionary<string, double> Rdna3 =
        Rates(("fp32", 256), ("fp16_vector", 512), ("fp16", 512), ("bf16", 512), ("int8", 512));
    private static readonly ImmutableDictionary<string, double> Rdna4 =
        Rates(("fp32", 256), ("fp16_vector", 512), ("fp16", 1024), ("bf16", 1024), ("fp8", 2048), ("int8", 2048));
    private static readonly ImmutableDictionary<string, double> Volta = Rates(("fp64", 64), ("fp32", 128), ("fp16", 1024));
    private static readonly ImmutableDictionary<string, double> Turing = Rates(("fp32", 128), ("fp16", 1024), ("int8", 2048));
    private static readonly ImmutableDictionary<string, double> AmpereServer =
        Rates(("fp64", 64), ("fp64_matrix", 128), ("fp32", 128), ("tf32", 1024), ("fp16", 2048), ("bf16", 2048), ("int8", 4096));
    private static readonly ImmutableDictionary<string, double> Ampere =
        Rates(("fp32", 256), ("fp16", 1024), ("bf16", 1024), ("int8", 2048));
    private static readonly ImmutableDictionary<string, double> Ada =
        Rates(("fp32", 256), ("fp16", 1024), ("bf16", 1024), ("fp8", 2048), ("int8", 2048));
    private static readonly ImmutableDictionary<string, double> Hopper = Rates(
        ("fp64", 128), ("fp64_matrix", 256), ("fp32", 256), ("tf32", 2048), ("fp16", 4096), ("bf16", 4096), ("fp8", 8192), ("int8", 8192));
    private static readonly ImmutableDictionary<string, double> Blackwell =
        Rates(("fp32", 256), ("fp16", 1024), ("bf16", 1024), ("fp8", 2048), ("int8", 2048));

    /// <summary>Null where the target's rates are not known.</summary>
    public static ImmutableDictionary<string, double>? Of(string target) => target switch
    {
        "gfx908" => Cdna1,
        "gfx90a" => Cdna2,
        "gfx942" => Cdna3,
        "gfx950" => Cdna4,
        "sm_70" => Volta,
        "sm_75" => Turing,
        "sm_80" => AmpereServer,
        "sm_86" => Ampere,
        "sm_89" => Ada,
        "sm_90" => Hopper,
        "sm_120" => Blackwell,
        _ when target.StartsWith("gfx103", StringComparison.Ordinal) => Rdna2,
        _ when target.StartsWith("gfx11", StringComparison.Ordinal) => Rdna3,
        _ when target.StartsWith("gfx12", StringComparison.Ordinal) => Rdna4,
        _ => null,
    };

    /// <summary>Whether the maker may state rates with accumulation in fp32, which is half as fast as in fp16.</summary>
    public static bool HalvesFp32Accumulation(string target) => target.StartsWith("sm_", StringComparison.Ordinal);

    private static ImmutableDictionary<string, double> Rates(params (string Type, double PerCycle)[] rates) =>
        rates.ToImmutableDictionary(rate => rate.Type, rate => rate.PerCycle, StringComparer.Ordinal);
}
