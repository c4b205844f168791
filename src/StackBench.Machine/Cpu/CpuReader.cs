using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>
/// Puts together what cpuinfo, sysfs, control groups and, on this machine, CPUID and the scheduler tell of the processors.
/// </summary>
internal static class CpuReader
{
    private const string NodeFolder = "/sys/devices/system/node";

    /// <param name="isVirtual">Whether a hypervisor shows these processors.</param>
    public static CpuFacts Read(SystemTree tree, CpuInfo info, Cgroup cgroup, bool isVirtual)
    {
        var cpuid = tree.IsThisMachine ? Cpuid.OfThisProcessor : null;
        var topology = CpuTopology.Read(tree, info);
        var policy = CpuPolicy.Read(tree, topology);
        var clusters = CpuClusters.Read(tree, info, topology);
        var mask = tree.IsThisMachine ? Affinity.OfThisProcess() : [];
        var allowed = mask.IsEmpty ? Cpuset.Of(tree, cgroup, topology.Online) : mask;
        var allowedCores = topology.CountCores(allowed);
        var quota = cgroup.QuotaCpus(tree, allowed.Length);
        var caches = CacheReader.Read(tree, info, topology);
        var isa = InstructionSets.Of(info);
        var (performance, efficiency) = HybridCores.Read(tree, info, topology);
        return new CpuFacts
        {
            Model = CpuModel.Name(tree, info, clusters).Else(() => cpuid?.Brand ?? CpuModel.Name(info)),
            Vendor = CpuModel.Vendor(info).Else(() => cpuid is null ? CpuModel.Vendor(info) : CpuModel.OfId(cpuid.Vendor)),
            // Device trees give each cluster of a chip a package of its own.
            Sockets = clusters.Length > 1 && topology.Sockets.IsKnown ? 1 : topology.Sockets,
            Cores = topology.Cores,
            Threads = topology.Online.IsEmpty
                ? Fact<int>.Unknown("neither sysfs nor cpuinfo tells which CPUs are online")
                : topology.Online.Length,
            PresentThreads = topology.Present,
            PerformanceCores = performance,
            EfficiencyCores = efficiency,
            Clusters = clusters,
            NumaNodes = CountNodes(tree),
            AllowedCpus = allowed,
            AllowedCores = allowedCores,
            QuotaCpus = quota,
            Caches = caches.IsEmpty && cpuid is not null ? cpuid.Caches(topology.Online.Length) : caches,
            Isa = isa.IsEmpty && cpuid is not null ? cpuid.Isa : isa,
            MaxClockHertz = policy.MaxClockHertz.Else(() => cpuid?.MaxClockHertz ?? policy.MaxClockHertz),
            Governor = policy.Governor,
            Turbo = policy.Turbo,
            Microcode = info.First("microcode") is { } microcode ? microcode : Fact<string>.Unknown("/proc/cpuinfo tells no microcode"),
            IsVirtual = isVirtual,
            UsableCores = UsableCores(allowedCores, quota),
        };
    }

    /// <summary>One thread per allowed core, within the quota, at least one.</summary>
    public static int UsableCores(int allowedCores, Fact<double> quota) =>
        Math.Max(1, Math.Min(allowedCores, (int)Math.Floor(quota.Or(double.MaxValue))));

    private static Fact<int> CountNodes(SystemTree tree)
    {
        var lists = tree.Names(NodeFolder).Where(name => name.StartsWith("node", StringComparison.Ordinal))
            .Select(name => tree.Text($"{NodeFolder}/{name}/cpulist")).ToArray();
        var count = lists.Count(list => list.IsKnown && CpuList.Parse(list.Value) is { IsEmpty: false });
        return count > 0 ? count : Fact<int>.Unknown($"{NodeFolder} lists no node with processors");
    }
}
