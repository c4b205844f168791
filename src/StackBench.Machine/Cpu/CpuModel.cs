using System.Collections.Immutable;

namespace StackBench.Machine.Cpu;

/// <summary>Name and maker of the processor, from the keys each architecture has.</summary>
internal static class CpuModel
{
    private static readonly ImmutableDictionary<string, string> Vendors =
        ImmutableDictionary.CreateRange(StringComparer.Ordinal, new KeyValuePair<string, string>[]
    {
        new("AuthenticAMD", "amd"), new("GenuineIntel", "intel"), new("HygonGenuine", "hygon"), new("CentaurHauls", "zhaoxin"),
        new("Shanghai", "zhaoxin"),
    });

    // Implementer codes of the Arm architecture's main id register.
    private static readonly ImmutableDictionary<string, string> ArmImplementers =
        ImmutableDictionary.CreateRange(StringComparer.Ordinal, new KeyValuePair<string, string>[]
    {
        new("0x41", "arm"), new("0x42", "broadcom"), new("0x43", "cavium"), new("0x46", "fujitsu"), new("0x48", "hisilicon"),
        new("0x4e", "nvidia"),
        new("0x51", "qualcomm"), new("0x61", "apple"), new("0x6d", "microsoft"), new("0xc0", "ampere"),
    });

    private static readonly ImmutableDictionary<string, string> ArmParts =
        ImmutableDictionary.CreateRange(StringComparer.Ordinal, new KeyValuePair<string, string>[]
    {
        new("0x41:0xd03", "Arm Cortex-A53"), new("0x41:0xd07", "Arm Cortex-A57"), new("0x41:0xd08", "Arm Cortex-A72"),
        new("0x41:0xd0b", "Arm Cortex-A76"),
        new("0x41:0xd0c", "Arm Neoverse N1"), new("0x41:0xd40", "Arm Neoverse V1"), new("0x41:0xd49", "Arm Neoverse N2"),
        new("0x41:0xd4f", "Arm Neoverse V2"),
        new("0x46:0x001", "Fujitsu A64FX"), new("0x48:0xd01", "HiSilicon Kunpeng 920"), new("0xc0:0xac3", "Ampere-1"),
        new("0xc0:0xac4", "Ampere-1a"),
    });

    public static Fact<string> Name(CpuInfo info)
    {
        if (info.First("model name") is { } name) return name;
        if (info.First("cpu") is { } power) return power.Split(',')[0];
        if (info.First("CPU implementer") is not { } implementer) return Fact<string>.Unknown("/proc/cpuinfo names no model");
        var part = info.First("CPU part") ?? "";
        return ArmParts.TryGetValue($"{implementer}:{part}", out var known)
            ? known
            : Fact<string>.Unknown($"part {part} of implementer {implementer} has no name here");
    }

    public static Fact<string> Vendor(CpuInfo info)
    {
        if (info.First("vendor_id") is { } vendor) return OfId(vendor);
        if (info.First("CPU implementer") is { } implementer) return ArmImplementers.GetValueOrDefault(implementer, implementer);
        if (info.First("cpu") is { } cpu && cpu.StartsWith("POWER", StringComparison.Ordinal)) return "ibm";
        return Fact<string>.Unknown("/proc/cpuinfo names no vendor");
    }

    /// <summary>Short name of an x86 vendor string.</summary>
    public static string OfId(string vendor) => Vendors.GetValueOrDefault(vendor.Trim(), vendor.Trim());
}
