using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Memory;

/// <summary>The memory of the CPU: how fast, with how many threads, from which level, and how soon.</summary>
internal static class MemoryBandwidth
{
    internal const string Name = "memory-bandwidth";

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "CPU memory: STREAM read, copy and triad in GB/s, the cache ladder, and load latency",
        Group = BenchmarkGroup.Pre,
        Engines = ["native"],
        Workloads = target => target.IsCpu ? Workloads(target.Machine) : [],
    };

    private static ImmutableArray<Workload> Workloads(MachineFacts machine)
    {
        var arrayBytes = MemorySizes.ArrayBytes(machine);
        var ladder = StreamWorkloads.Ladder(arrayBytes).Concat(LatencyWorkloads.Ladder(arrayBytes));
        return MemorySizes.AreBeyondCaches(machine, arrayBytes)
            ? [.. StreamWorkloads.InMemory(machine, arrayBytes), LatencyWorkloads.InMemory(arrayBytes), .. ladder]
            : [.. ladder];
    }
}
