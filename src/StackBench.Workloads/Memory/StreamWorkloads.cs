using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Cpu;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Memory;

/// <summary>
/// Passes over fp64 arrays in STREAM counting: bytes the source code names, without the read that an ordinary store brings along.
/// </summary>
internal static class StreamWorkloads
{
    private static readonly ImmutableArray<WorkloadMetric> Metrics =
    [
        WorkloadMetric.Bandwidth,
        new(MetricDefinitions.BandwidthBest, MetricSource.BytesOverBest),
    ];

    private static readonly ImmutableArray<(string Pattern, string Store)> Kernels =
    [
        ("read", "plain"), ("copy", "plain"), ("copy", "non-temporal"), ("triad", "plain"), ("triad", "non-temporal"),
    ];

    private static readonly ImmutableArray<string> LadderPatterns = ["read", "triad"];

    /// <summary>Every kernel on arrays in memory with all threads and with one, then fewer threads for the two that saturate it.</summary>
    /// <param name="arrayBytes">Bytes of each array.</param>
    public static IEnumerable<Workload> InMemory(MachineFacts machine, long arrayBytes)
    {
        var cores = machine.Cpu.UsableCores;
        foreach (var (pattern, store) in Kernels)
            yield return Memory(pattern, store, cores, "all threads", arrayBytes, Suite.Quick, isWhole: true);
        if (cores == 1) yield break;
        foreach (var (pattern, store) in Kernels) yield return Memory(pattern, store, 1, "1 thread", arrayBytes, Suite.Quick);
        for (var threads = 2; threads < cores; threads *= 2)
        {
            foreach (var (pattern, store) in Kernels.Where(kernel => kernel is ("read", _) or ("triad", "non-temporal")))
                yield return Memory(pattern, store, threads, $"{threads} threads", arrayBytes, Suite.Full);
        }
    }

    /// <summary>One thread through the caches, level by level; the size is that of each array.</summary>
    public static IEnumerable<Workload> Ladder(long arrayBytes) =>
        from pattern in LadderPatterns
        from bytes in MemorySizes.Ladder(arrayBytes)
        select Workload(pattern, "plain", 1, $"{pattern} {MemorySizes.Text(bytes)}, 1 thread", bytes, SuiteOf(pattern, bytes)) with
        {
            Bounds = Bounds.None with { CeilingName = "bandwidth.cache" + CpuPeaks.OneCore },
        };

    /// <summary>Arrays the pattern names: 1 for read, 2 for copy, 3 for triad.</summary>
    public static int ArraysMoved(string pattern) => pattern switch { "read" => 1, "copy" => 2, _ => 3 };

    private static Suite SuiteOf(string pattern, long bytes) => bytes switch
    {
        64 << 10 or 1 << 20 or 16 << 20 when pattern == "read" => Suite.Quick,
        _ => MemorySizes.IsStandardRung(bytes) ? Suite.Standard : Suite.Full,
    };

    private static Workload Memory(
        string pattern, string store, int threads, string threadsText, long arrayBytes, Suite suite, bool isWhole = false)
    {
        var name = store == "plain" ? pattern : $"{pattern} {store}";
        return Workload(pattern, store, threads, $"{name}, {threadsText}", arrayBytes, suite) with
        {
            // One thread alone cannot fill the memory bus of most machines: that is no loss of a layer. Where it is the fastest,
            // all others are held against it.
            Bounds = new Bounds(
                isWhole ? (Level.Memory with { Title = "best measured memory bandwidth" }).Above() : new Layer(),
                threads == 1 ? TargetBounds.MemoryCeiling + CpuPeaks.OneCore : TargetBounds.MemoryCeiling).Providing(Level.Memory.Name),
        };
    }

    private static Workload Workload(string pattern, string store, int threads, string name, long arrayBytes, Suite suite) => new()
    {
        Benchmark = MemoryBandwidth.Name,
        Name = name,
        Op = "memory-bandwidth",
        Parameters = Parameters.Of(("pattern", pattern), ("store", store), ("threads", threads), ("bytes", arrayBytes)),
        Cost = new Cost(Bytes: (double)ArraysMoved(pattern) * arrayBytes),
        Metrics = Metrics,
        Suite = suite,
    };
}
