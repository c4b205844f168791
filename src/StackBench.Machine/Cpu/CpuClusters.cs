using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>Which kinds of cores a processor has. The largest come first.</summary>
internal static class CpuClusters
{
    private const string Folder = "/sys/devices/system/cpu";

    /// <summary>Empty where the cores have no names of their own, as on x86.</summary>
    public static ImmutableArray<CpuCluster> Read(SystemTree tree, CpuInfo info, CpuTopology topology)
    {
        var named = topology.Online.Select(cpu => (Cpu: cpu, Name: NameOf(info, cpu))).ToArray();
        if (named.Length == 0 || named.Any(entry => entry.Name is null)) return [];
        return
        [
            .. named.GroupBy(entry => entry.Name!, entry => entry.Cpu, StringComparer.Ordinal)
                .OrderByDescending(kind => kind.Max(cpu => Capacity(tree, cpu)))
                .ThenByDescending(kind => kind.Max(cpu => Clock(tree, cpu).Or(0)))
                .ThenBy(kind => ArmParts.IsSmall(kind.Key))
                .Select(kind => new CpuCluster(kind.Key, topology.CountCores(kind), HighestClock(tree, kind))),
        ];
    }

    /// <summary>CPUs whose cores are made to stand beside larger ones; empty where all are of one kind.</summary>
    public static ImmutableArray<int> Small(CpuInfo info, CpuTopology topology)
    {
        var small = topology.Online.Where(cpu => NameOf(info, cpu) is { } name && ArmParts.IsSmall(name)).ToImmutableArray();
        return small.Length < topology.Online.Length ? small : [];
    }

    private static string? NameOf(CpuInfo info, int cpu) => info.Text(cpu, "CPU implementer") is { } implementer
        ? ArmParts.Name(implementer, info.Text(cpu, "CPU part") ?? "").Or($"implementer {implementer} part {info.Text(cpu, "CPU part")}")
        : info.Text(cpu, "uarch");

    private static long Capacity(SystemTree tree, int cpu) => tree.Number($"{Folder}/cpu{cpu}/cpu_capacity").Or(0);

    private static Fact<double> Clock(SystemTree tree, int cpu) => tree.Number($"{Folder}/cpu{cpu}/cpufreq/cpuinfo_max_freq")
        .Else(() => tree.Number($"{Folder}/cpufreq/policy{cpu}/cpuinfo_max_freq"))
        .Then<double>(kilohertz => kilohertz is > 100_000 and < 20_000_000
            ? kilohertz * 1e3
            : Fact<double>.Unknown($"cpuinfo_max_freq says {kilohertz}"));

    private static Fact<double> HighestClock(SystemTree tree, IEnumerable<int> cpus)
    {
        var clocks = cpus.Select(cpu => Clock(tree, cpu)).ToArray();
        return clocks.Where(clock => clock.IsKnown).Select(clock => clock.Value).DefaultIfEmpty().Max() is > 0 and var highest
            ? highest
            : clocks[0];
    }
}
