using StackBench.Core.Workloads;
using StackBench.Machine.Cpu;

namespace StackBench.Workloads;

/// <summary>Where a workload stands whose pace main memory sets.</summary>
internal static class MemoryLevel
{
    /// <summary>Below the measured memory bandwidth if its data certainly do not fit in the last cache; else it is held against nothing.</summary>
    public static Layer Below(double bytes, CpuFacts cpu) =>
        cpu.LastLevelCacheBytes is { IsKnown: true, Value: var cache } && bytes >= 2.0 * cache
            ? new(Below: "memory.bandwidth", BelowTitle: "measured memory bandwidth")
            : new();
}
