using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>Name and maker of the processor, from the keys each architecture has.</summary>
internal static class CpuModel
{
    private static readonly ImmutableDictionary<string, string> Vendors = Table(
        ("AuthenticAMD", "amd"), ("GenuineIntel", "intel"), ("HygonGenuine", "hygon"), ("CentaurHauls", "zhaoxin"), ("Shanghai", "zhaoxin"),
        ("IBM/S390", "ibm"));

    // JEDEC codes in the machine vendor register of RISC-V, and the first word of a microarchitecture's name.
    private static readonly ImmutableDictionary<string, string> RiscVendors = Table(
        ("0x489", "sifive"), ("0x5b7", "thead"), ("0x31e", "andes"), ("0x710", "spacemit"), ("0x61f", "ventana"));

    /// <summary>Systems on a chip by the id that their firmware gives, where the cores alone would not tell the product.</summary>
    private static readonly ImmutableDictionary<string, string> Chips = Table(("jep106:0426:8901", "NVIDIA GB10"));

    private static readonly ImmutableDictionary<string, string> Mainframes = Table(
        ("2064", "z900"), ("2066", "z800"), ("2084", "z990"), ("2086", "z890"), ("2094", "z9 EC"), ("2096", "z9 BC"), ("2097", "z10 EC"),
        ("2098", "z10 BC"), ("2817", "z196"), ("2818", "z114"), ("2827", "zEC12"), ("2828", "zBC12"), ("2964", "z13"), ("2965", "z13s"),
        ("3906", "z14"), ("3907", "z14 ZR1"), ("8561", "z15"), ("8562", "z15 T02"), ("3931", "z16"), ("3932", "z16 A02"), ("9175", "z17"));

    /// <summary>The name; of a processor with several kinds of cores the name of the chip or of each kind.</summary>
    public static Fact<string> Name(SystemTree tree, CpuInfo info, ImmutableArray<CpuCluster> clusters)
    {
        var chip = tree.Line("/sys/devices/soc0/soc_id").Then<string>(id =>
            Chips.TryGetValue(id, out var known) ? known : Fact<string>.Unknown($"chip {id} has no name here"));
        var kinds = Kinds(clusters);
        if (chip.IsKnown) return kinds.Length > 0 ? $"{chip.Value} ({kinds.Replace("Arm ", "", StringComparison.Ordinal)})" : chip;
        // Kernels for Arm write "ARMv7 Processor rev 4" for the name of every core.
        if (info.First("model name") is { } name && !(name.StartsWith("ARM", StringComparison.Ordinal) && kinds.Length > 0)) return name;
        return clusters.Length > 1 || (kinds.Length > 0 && info.First("CPU implementer") is null) ? kinds : Name(info);
    }

    /// <summary>Name by the keys of <c>/proc/cpuinfo</c> alone.</summary>
    public static Fact<string> Name(CpuInfo info)
    {
        if (info.First("CPU implementer") is { } implementer) return ArmParts.Name(implementer, info.First("CPU part") ?? "");
        if (info.First("model name") is { } name) return name;
        if (info.First("Model Name") is { } loongson) return loongson;
        if (info.First("uarch") is { } core) return core;
        if (info.First("machine") is { } machine && info.First("vendor_id") == "IBM/S390")
            return Mainframes.TryGetValue(machine, out var mainframe) ? $"IBM {mainframe} ({machine})" : $"IBM machine type {machine}";
        if (info.First("cpu") is { } power) return PlainText.OneLine(power.Split(',')[0].Split(" (architected)")[0].Split(" (raw)")[0]);
        if (info.First("mvendorid") is "0x5b7" && info.First("marchid") is "0x0") return "T-Head C9xx";
        if (info.First("arch") == "IA-64" && info.First("family") is { } itanium)
            return itanium.Contains("Itanium", StringComparison.Ordinal) ? $"Intel {itanium}" : $"Intel Itanium family {itanium}";
        return Fact<string>.Unknown("/proc/cpuinfo names no model");
    }

    public static Fact<string> Vendor(CpuInfo info)
    {
        if (info.First("vendor_id") is { } vendor) return OfId(vendor);
        if (info.First("CPU implementer") is { } implementer) return ArmParts.Maker(implementer)?.ToLowerInvariant() ?? implementer;
        if (info.First("uarch")?.Split(',') is [var maker, _]) return maker;
        if (info.First("mvendorid") is { } code) return RiscVendors.GetValueOrDefault(code, code);
        if (info.First("CPU Family")?.StartsWith("Loongson", StringComparison.Ordinal) ?? false) return "loongson";
        if (info.First("vendor") is { } itanium) return OfId(itanium);
        if (info.First("cpu") is { } cpu
            && (cpu.StartsWith("POWER", StringComparison.Ordinal) || cpu.StartsWith("Cell", StringComparison.Ordinal))) return "ibm";
        return Fact<string>.Unknown("/proc/cpuinfo names no vendor");
    }

    /// <summary>Short name of an x86 vendor string.</summary>
    public static string OfId(string vendor) => Vendors.GetValueOrDefault(vendor.Trim(), vendor.Trim());

    // The maker stands once: "Arm Cortex-A72 + Cortex-A53"; a chip's name says it by itself.
    private static string Kinds(ImmutableArray<CpuCluster> clusters)
    {
        if (clusters.Length == 0) return "";
        var maker = clusters[0].Name.Split(' ')[0] + " ";
        return clusters[0].Name + string.Concat(clusters.Skip(1).Select(cluster =>
            " + " + (cluster.Name.StartsWith(maker, StringComparison.Ordinal) ? cluster.Name[maker.Length..] : cluster.Name)));
    }

    private static ImmutableDictionary<string, string> Table(params (string Key, string Name)[] entries) =>
        entries.ToImmutableDictionary(entry => entry.Key, entry => entry.Name, StringComparer.Ordinal);
}
