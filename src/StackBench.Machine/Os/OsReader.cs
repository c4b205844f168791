using System.Runtime.InteropServices;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;
using MachineArchitecture = System.Runtime.InteropServices.Architecture;

namespace StackBench.Machine.Os;

/// <summary>Reads the operating system's name, kernel and surroundings.</summary>
internal static class OsReader
{
    public static OsFacts Read(SystemTree tree, CpuInfo info) => new()
    {
        Name = PrettyName(tree, "/etc/os-release").Else(() => PrettyName(tree, "/usr/lib/os-release")),
        Kernel = tree.Line("/proc/sys/kernel/osrelease").Else(() => tree.Line("/proc/version").Then<string>(ThirdWord)),
        Architecture = Architecture(tree, info),
        HostName = tree.Line("/proc/sys/kernel/hostname").Else(() => tree.Line("/etc/hostname")),
        Virtualization = Virtualization.Read(tree, info),
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
        return info.First("cpu") is { } cpu && cpu.StartsWith("POWER", StringComparison.Ordinal)
            ? "ppc64"
            : Fact<string>.Unknown("a recorded tree tells its architecture only through /proc/cpuinfo");
    }

    /// <summary>An architecture as <c>uname -m</c> writes it.</summary>
    public static string Name(MachineArchitecture architecture) => architecture switch
    {
        MachineArchitecture.X64 => "x86_64",
        MachineArchitecture.X86 => "x86",
        MachineArchitecture.Arm64 => "aarch64",
        _ => architecture.ToString().ToLowerInvariant(),
    };
}
