using System.Collections.Immutable;

namespace StackBench.Workloads;

/// <summary>The one list of all benchmarks, from the hardware up. Reading it is the feature list.</summary>
public static class Catalog
{
    public static ImmutableArray<Benchmark> All { get; } =
    [
        Memory.MemoryBandwidth.Benchmark,
        Compute.ComputePeak.Benchmark,
    ];
}
