using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>Large and small cores of a hybrid processor.</summary>
internal static class HybridCores
{
    private const double SmallShare = 0.8;

    public static (Fact<int> Performance, Fact<int> Efficiency) Read(SystemTree tree, CpuInfo info, CpuTopology topology)
    {
        if (!topology.Cores.IsKnown)
            return (Fact<int>.Unknown(topology.Cores.UnknownReason), Fact<int>.Unknown(topology.Cores.UnknownReason));
        var small = ByDevice(tree, topology) ?? ByRank(topology, cpu => Capacity(tree, cpu))
            ?? ByRank(topology, cpu => FirstLevelBytes(tree, cpu)) ?? CpuClusters.Small(info, topology);
        var efficiency = topology.CountCores(small);
        return (topology.Cores.Value - efficiency, efficiency);
    }

    private static ImmutableArray<int>? ByDevice(SystemTree tree, CpuTopology topology)
    {
        var atom = tree.Text("/sys/devices/cpu_atom/cpus");
        return atom.IsKnown && CpuList.Parse(atom.Value) is { } cpus ? [.. cpus.Intersect(topology.Online)] : null;
    }

    // Without the kernel's own word, cores far below the largest are of another kind; favoured cores differ by a few percent only.
    private static ImmutableArray<int>? ByRank(CpuTopology topology, Func<int, long?> rankOf)
    {
        var ranks = topology.Online.Select(cpu => (Cpu: cpu, Rank: rankOf(cpu))).ToArray();
        if (ranks.Any(entry => entry.Rank is null)) return null;
        var largest = ranks.Max(entry => entry.Rank);
        var small = ranks.Where(entry => entry.Rank < SmallShare * largest).Select(entry => entry.Cpu).ToImmutableArray();
        return small.IsEmpty ? null : small;
    }

    private static long? Capacity(SystemTree tree, int cpu) =>
        tree.Number($"/sys/devices/system/cpu/cpu{cpu}/cpu_capacity") is { IsKnown: true } capacity ? capacity.Value : null;

    private static long? FirstLevelBytes(SystemTree tree, int cpu) =>
        CacheReader.ParseSize(tree.Line($"/sys/devices/system/cpu/cpu{cpu}/cache/index0/size").Or(""));
}
