using System.Collections.Immutable;
using StackBench.Machine.Board;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;
using StackBench.Machine.Memory;
using StackBench.Machine.Os;
using StackBench.Machine.Software;
using StackBench.Machine.Vendors;

namespace StackBench.Machine.Reading;

/// <summary>Reads the facts of a machine from a root folder: <c>/</c> is this machine, a recorded tree is another one.</summary>
public static class MachineReader
{
    private const string ThisMachine = "/";

    /// <summary>Never throws for what a machine does not tell: each such fact is unknown, with the reason.</summary>
    /// <param name="root">A recorded tree holds <c>proc</c> and <c>sys</c>; only <c>/</c> is asked by system
    /// calls, CPUID and NVML too.</param>
    /// <param name="variable">Environment of the user whose software is meant; null reads no software. A recorded tree has
    /// none: <c>_ => null</c>.</param>
    public static MachineFacts Read(string root = ThisMachine, Func<string, string?>? variable = null) =>
        Read(root, variable, GpuVendors.All);

    internal static MachineFacts Read(string root, Func<string, string?>? variable, ImmutableArray<GpuVendor> vendors)
    {
        if (root == ThisMachine && !OperatingSystem.IsLinux()) return PortableReader.Read();
        return Read(new SystemTree(root), variable, vendors);
    }

    internal static MachineFacts Read(SystemTree tree, Func<string, string?>? variable, ImmutableArray<GpuVendor> vendors)
    {
        var info = CpuInfo.Parse(tree.Text("/proc/cpuinfo").Or(""));
        var cgroup = Cgroup.Read(tree);
        var hypervisor = Hypervisor.Find(tree, info);
        return new MachineFacts
        {
            Cpu = CpuReader.Read(tree, info, cgroup, isVirtual: hypervisor is not null),
            Memory = MemoryReader.Read(tree, info, cgroup),
            Os = OsReader.Read(tree, info, hypervisor),
            Board = BoardReader.Read(tree, info),
            Gpus = GpuReader.Read(tree, vendors),
            Software = variable is null
                ? SoftwareFacts.Unread
                : SoftwareReader.Read(tree, variable, tree.IsThisMachine ? Environment.CurrentDirectory : null),
        };
    }
}
