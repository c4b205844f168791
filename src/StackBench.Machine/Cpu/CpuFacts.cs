using System.Collections.Immutable;

namespace StackBench.Machine;

/// <summary>The processors, and what of them this process may use.</summary>
public sealed record CpuFacts
{
    public required Fact<string> Model { get; init; }

    /// <summary><c>amd</c>, <c>intel</c>, <c>arm</c> or as the processor says.</summary>
    public required Fact<string> Vendor { get; init; }

    public required Fact<int> Sockets { get; init; }

    /// <summary>Physical cores online.</summary>
    public required Fact<int> Cores { get; init; }

    /// <summary>Hardware threads online.</summary>
    public required Fact<int> Threads { get; init; }

    /// <summary>Hardware threads the machine has, online or not.</summary>
    public Fact<int> PresentThreads { get; init; }

    /// <summary>Large cores of a hybrid processor; zero efficiency cores on all others.</summary>
    public Fact<int> PerformanceCores { get; init; }

    public Fact<int> EfficiencyCores { get; init; }

    /// <summary>Kinds of cores, the largest first; empty where the processor has no names for them.</summary>
    public ImmutableArray<CpuCluster> Clusters { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Nodes with processors; memory of accelerators may show as further nodes.</summary>
    public required Fact<int> NumaNodes { get; init; }

    /// <summary>Logical CPUs the affinity mask of this process admits, ascending.</summary>
    public required ImmutableArray<int> AllowedCpus { get; init; }

    /// <summary>Physical cores among the allowed CPUs.</summary>
    public int AllowedCores { get; init; }

    /// <summary>CPUs' worth of time the cgroup grants; unknown where unlimited is told as such: then the count of allowed CPUs.</summary>
    public required Fact<double> QuotaCpus { get; init; }

    public required ImmutableArray<CacheFacts> Caches { get; init; }

    /// <summary>
    /// Instruction set extensions that matter here, lower case: <c>avx2</c>, <c>fma</c>, <c>avx512f</c>, <c>avx512_bf16</c>,
    /// <c>amx_bf16</c>, <c>avx512_vnni</c>.
    /// </summary>
    public required ImmutableArray<string> Isa { get; init; }

    public required Fact<double> MaxClockHertz { get; init; }

    public required Fact<string> Governor { get; init; }

    public required Fact<bool> Turbo { get; init; }

    public Fact<string> Microcode { get; init; }

    /// <summary>Whether a hypervisor shows these processors: cores, clocks and caches are then what it chooses to tell.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>Worker threads a benchmark uses for "all threads": one per allowed physical core, within the quota.</summary>
    public required int UsableCores { get; init; }

    /// <summary>Sum over all instances of the last cache level; unknown in a VM that hides its caches.</summary>
    public Fact<long> LastLevelCacheBytes =>
        Caches.All(cache => cache.Kind == "instruction")
            ? Fact<long>.Unknown("the machine does not tell its caches")
            : Caches.Where(cache => cache.Kind != "instruction").GroupBy(cache => cache.Level).MaxBy(level => level.Key)!
            .Sum(cache => cache.SizeBytes * cache.Instances);
}
