using System.Collections.Immutable;

namespace StackBench.Machine.Gpu;

/// <summary>
/// Dense operations of one compute unit or multiprocessor in one cycle, by target and type, as the makers' tables give them. A
/// fused multiply-add counts two.
/// </summary>
internal static class UnitRates
{
    private static readonly ImmutableDictionary<string, double> Polaris = Rates(("fp64", 8), ("fp32", 128), ("fp16_vector", 128));
    private static readonly ImmutableDictionary<string, double> Vega10 = Rates(("fp64", 8), ("fp32", 128), ("fp16_vector", 256));
    private static readonly ImmutableDictionary<string, double> Vega20 =
        Rates(("fp64", 64), ("fp32", 128), ("fp16_vector", 256), ("int8", 512));
    private static readonly ImmutableDictionary<string, double> Cdna1 =
        Rates(("fp64", 64), ("fp32", 128), ("fp32_matrix", 256), ("fp16", 1024), ("bf16", 512), ("int8", 1024));
    private static readonly ImmutableDictionary<string, double> Cdna2 =
        Rates(("fp64", 128), ("fp64_matrix", 256), ("fp32", 128), ("fp32_matrix", 256), ("fp16", 1024), ("bf16", 1024), ("int8", 1024));
    private static readonly ImmutableDictionary<string, double> Cdna3 = Rates(
        ("fp64", 128), ("fp64_matrix", 256), ("fp32", 256), ("fp32_matrix", 256), ("tf32", 1024), ("fp16", 2048), ("bf16", 2048),
        ("fp8", 4096), ("int8", 4096));
    private static readonly ImmutableDictionary<string, double> Cdna4 = Rates(
        ("fp64", 128), ("fp64_matrix", 128), ("fp32", 256), ("fp32_matrix", 256), ("fp16", 4096), ("bf16", 4096), ("fp8", 8192),
        ("int8", 8192));
    private static readonly ImmutableDictionary<string, double> Rdna1 = Rates(("fp64", 8), ("fp32", 128), ("fp16_vector", 256));
    private static readonly ImmutableDictionary<string, double> Rdna2 =
        Rates(("fp64", 8), ("fp32", 128), ("fp16_vector", 256), ("int8", 512));
    private static readonly ImmutableDictionary<string, double> Rdna3 =
        Rates(("fp64", 8), ("fp32", 256), ("fp16_vector", 512), ("fp16", 512), ("bf16", 512), ("int8", 512));
    private static readonly ImmutableDictionary<string, double> Rdna4 = Rates(
        ("fp64", 8), ("fp32", 256), ("fp16_vector", 512), ("fp16", 1024), ("bf16", 1024), ("fp8", 2048), ("int8", 2048));
    private static readonly ImmutableDictionary<string, double> PascalServer = Rates(("fp64", 64), ("fp32", 128), ("fp16_vector", 256));
    private static readonly ImmutableDictionary<string, double> Pascal = Rates(("fp64", 8), ("fp32", 256), ("int8", 1024));
    private static readonly ImmutableDictionary<string, double> Volta =
        Rates(("fp64", 64), ("fp32", 128), ("fp16_vector", 256), ("fp16", 1024));
    private static readonly ImmutableDictionary<string, double> Turing =
        Rates(("fp64", 4), ("fp32", 128), ("fp16_vector", 256), ("fp16", 1024), ("int8", 2048));
    private static readonly ImmutableDictionary<string, double> AmpereServer = Rates(
        ("fp64", 64), ("fp64_matrix", 128), ("fp32", 128), ("tf32", 1024), ("fp16_vector", 512), ("fp16", 2048), ("bf16", 2048),
        ("int8", 4096));
    private static readonly ImmutableDictionary<string, double> Ampere = Rates(
        ("fp64", 4), ("fp32", 256), ("tf32", 512), ("fp16_vector", 256), ("fp16", 1024), ("bf16", 1024), ("int8", 2048));
    private static readonly ImmutableDictionary<string, double> Orin = Rates(
        ("fp64", 4), ("fp32", 256), ("tf32", 1024), ("fp16_vector", 512), ("fp16", 2048), ("bf16", 2048), ("int8", 4096));
    // Ada and the Blackwell of cards and workstations.
    private static readonly ImmutableDictionary<string, double> Ada = Rates(
        ("fp64", 4), ("fp32", 256), ("tf32", 512), ("fp16_vector", 256), ("fp16", 1024), ("bf16", 1024), ("fp8", 2048), ("int8", 2048));
    private static readonly ImmutableDictionary<string, double> Hopper = Rates(
        ("fp64", 128), ("fp64_matrix", 256), ("fp32", 256), ("tf32", 2048), ("fp16_vector", 512), ("fp16", 4096), ("bf16", 4096),
        ("fp8", 8192), ("int8", 8192));
    private static readonly ImmutableDictionary<string, double> BlackwellServer = Rates(
        ("fp64", 128), ("fp64_matrix", 128), ("fp32", 256), ("tf32", 4096), ("fp16_vector", 512), ("fp16", 8192), ("bf16", 8192),
        ("fp8", 16384), ("int8", 16384));
    // Blackwell Ultra and Thor gave up fp64; of int8 on the former no rate is confirmed.
    private static readonly ImmutableDictionary<string, double> BlackwellUltra = Rates(
        ("fp64", 4), ("fp32", 256), ("tf32", 4096), ("fp16_vector", 512), ("fp16", 8192), ("bf16", 8192), ("fp8", 16384));
    private static readonly ImmutableDictionary<string, double> Thor = BlackwellUltra.Add("int8", 16384);
    private static readonly ImmutableDictionary<string, double> Alchemist =
        Rates(("fp32", 256), ("fp16_vector", 512), ("fp16", 2048), ("bf16", 2048), ("int8", 4096));
    private static readonly ImmutableDictionary<string, double> Battlemage = Alchemist.Add("fp64", 32);
    private static readonly ImmutableDictionary<string, double> PonteVecchio =
        Rates(("fp64", 256), ("fp32", 256), ("tf32", 2048), ("fp16", 4096), ("bf16", 4096), ("int8", 8192));

    private static readonly ImmutableArray<(string Prefix, ImmutableDictionary<string, double> Rates)> Families =
    [
        ("gfx803", Polaris), ("gfx900", Vega10), ("gfx902", Vega10), ("gfx90c", Vega10), ("gfx906", Vega20), ("gfx908", Cdna1),
        ("gfx90a", Cdna2), ("gfx942", Cdna3), ("gfx950", Cdna4), ("gfx101", Rdna1), ("gfx103", Rdna2), ("gfx11", Rdna3), ("gfx12", Rdna4),
        ("dg2", Alchemist), ("bmg", Battlemage), ("pvc", PonteVecchio),
    ];

    /// <summary>Null where the target's rates are not known.</summary>
    public static ImmutableDictionary<string, double>? Of(string target) => target switch
    {
        "sm_60" => PascalServer,
        "sm_61" => Pascal,
        "sm_70" => Volta,
        "sm_75" => Turing,
        "sm_80" => AmpereServer,
        "sm_86" => Ampere,
        "sm_87" => Orin,
        "sm_89" or "sm_120" or "sm_121" => Ada,
        "sm_90" => Hopper,
        "sm_100" => BlackwellServer,
        "sm_103" => BlackwellUltra,
        "sm_110" => Thor,
        _ => Families.Where(family => target.StartsWith(family.Prefix, StringComparison.Ordinal)).Select(family => family.Rates)
            .FirstOrDefault(),
    };

    /// <summary>Whether the maker may state rates with accumulation in fp32, which is half as fast as in fp16.</summary>
    public static bool HalvesFp32Accumulation(string target) => target.StartsWith("sm_", StringComparison.Ordinal);

    private static ImmutableDictionary<string, double> Rates(params (string Type, double PerCycle)[] rates) =>
        rates.ToImmutableDictionary(rate => rate.Type, rate => rate.PerCycle, StringComparer.Ordinal);
}
