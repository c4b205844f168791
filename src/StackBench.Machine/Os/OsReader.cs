using System.Runtime.InteropServices;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;
using MachineArchitecture = System.Runtime.InteropServices.Architecture;

namespace StackBench.Machine.Os;

/// <summary>Reads the operating system's name, kernel and surroundings.</summary>
internal static class OsReader
{
    private static readonly string[] Architectures =
        ["x86_64", "aarch64", "powerpc64le", "riscv64", "s390x", "loongarch64"];

    /// <param name="hypervisor">Its name; null where none was found.</param>
    public static OsFacts Read(SystemTree tree, CpuInfo info, string? hypervisor) => new()
    {
        Name = PrettyName(tree, "/etc/os-release").Else(() => PrettyName(tree, "/usr/lib/os-release")),
        Kernel = tree.Line("/proc/sys/kernel/osrelease").Else(() => tree.Line("/proc/version").Then<string>(ThirdWord)),
        Architecture = Architecture(tree, info),
        HostName = tree.Line("/proc/sys/kernel/hostname").Else(() => tree.Line("/etc/hostname")),
        Virtualization = Virtualization.Read(tree, info, hypervisor),
    };

    private static Fact<string> PrettyName(SystemTree tree, string path) => tree.Text(path).Then<string>(text =>
        (Value(text, "PRETTY_NAME") ?? Value(text, "NAME")) is { } name ? name : Fact<string>.Unknown($"{path} has no PRETTY_NAME"));

    private static string? Value(string text, string key)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal));
        var value = line is null ? "" : PlainText.OneLine(line[(key.Length + 1)..]).Trim('"', '\'');
        return value.Length == 0 ? null : value;
    }

    private static Fact<string> ThirdWord(string line) =>
        line.Split(' ') is ["Linux", "version", var release, ..]
            ? release
            : Fact<string>.Unknown($"/proc/version says '{PlainText.Excerpt(line)}'");

    private static Fact<string> Architecture(SystemTree tree, CpuInfo info)
    {
        if (tree.IsThisMachine) return Name(RuntimeInformation.OSArchitecture);
        if (info.First("flags") is { } flags) return flags.Split(' ').Contains("lm") ? "x86_64" : "x86";
        if (info.First("CPU architecture") is "8") return "aarch64";
        if (info.First("CPU architecture") is "7") return "armv7l";
        if (info.First("isa") is { } isa && isa.StartsWith("rv", StringComparison.Ordinal) && isa.Length >= 4)
            return $"riscv{isa[2..4]}";
        if (info.First("CPU Family") is "Loongson-64bit") return "loongarch64";
        if (info.First("vendor_id") is "IBM/S390") return "s390x";
        if (info.First("arch") is "IA-64") return "ia64";
        if (info.First("cpu") is { } cpu && cpu.StartsWith("POWER", StringComparison.Ordinal))
            return tree.Line("/sys/kernel/cpu_byteorder").Or("") == "little" ? "ppc64le" : "ppc64";
        if (info.First("cpu") is { } cell && cell.StartsWith("Cell", StringComparison.Ordinal)) return "ppc64";
        if (info.First("type") is "sun4u" or "sun4v") return "sparc64";
        return ByCompiler(tree.Line("/proc/version").Or(""));
    }

    // The kernel names the compiler that built it: aarch64-linux-gnu-gcc.
    private static Fact<string> ByCompiler(string version) =>
        Architectures.FirstOrDefault(name => version.Contains($"{name}-linux", StringComparison.Ordinal)) is { } found
            ? found == "powerpc64le" ? "ppc64le" : found
            : Fact<string>.Unknown("a recorded tree tells its architecture only through /proc/cpuinfo");


    /// <summary>An architecture as <c>uname -m</c> writes it.</summary>
    public static string Name(MachineArchitecture architecture) => architecture switch
    {
        MachineArchitecture.X64 => "x86_64",
        MachineArchitecture.X86 => "x86",
        MachineArchitecture.Arm64 => "aarch64",
        _ => architecture.ToString().ToLowerInvariant(),
    };
}
