using System.Collections.Immutable;

namespace StackBench.Machine.Cpu;

/// <summary>The instruction set extensions that decide what a kernel can reach, under the kernel's names.</summary>
internal static class InstructionSets
{
    private static readonly ImmutableArray<string> ThatMatter =
    [
        "sse2", "sse4_2", "avx", "f16c", "fma", "avx2", "avx_vnni", "avx_vnni_int8", "avx512f", "avx512dq", "avx512bw", "avx512vl",
        "avx512_vnni", "avx512_bf16", "avx512_fp16",
        "amx_tile", "amx_int8", "amx_bf16", "amx_fp16",
        "asimd", "asimdhp", "asimddp", "i8mm", "bf16", "sve", "sve2", "svei8mm", "svebf16", "sme", "sme2",
        "altivec", "vsx", "zba", "zbb", "zbc", "zbs", "rvv", "zfh", "zvfh", "zvfbfmin", "lsx", "lasx", "vx", "vxe", "vxe2", "nnpa",
    ];

    private static readonly string[] WithVsx = ["POWER7", "POWER8", "POWER9", "POWER1"];

    /// <summary>Those of a list of CPU flags that matter, from old to new.</summary>
    public static ImmutableArray<string> Of(IEnumerable<string> flags)
    {
        var present = flags.ToHashSet(StringComparer.Ordinal);
        return [.. ThatMatter.Where(present.Contains)];
    }

    public static ImmutableArray<string> Of(CpuInfo info)
    {
        var flags = info.First("flags") ?? info.First("Features") ?? info.First("features") ?? RiscV(info.First("isa")) ?? "";
        // Every POWER from the seventh on has VSX; cpuinfo names only the older set.
        var cpu = info.First("cpu") ?? "";
        var power = cpu.Contains("altivec", StringComparison.Ordinal) ? "altivec" : "";
        var vsx = power.Length > 0 && WithVsx.Any(name => cpu.StartsWith(name, StringComparison.Ordinal)) ? "vsx" : "";
        return Of([.. flags.Split(' '), power, vsx]);
    }

    // rv64imafdcv_zfh_zvfh: single letters up to the first underscore, then names.
    private static string? RiscV(string? isa)
    {
        if (isa is null || !isa.StartsWith("rv", StringComparison.Ordinal)) return null;
        var parts = isa.Split('_');
        return string.Join(' ', parts.Skip(1).Prepend(parts[0].AsSpan(Math.Min(4, parts[0].Length)).Contains('v') ? "rvv" : ""));
    }
}
