using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;

namespace StackBench.Workloads.Memory;

/// <summary>Dependent loads along a random cycle: the time from an address to its data, cache by cache and in memory.</summary>
internal static class LatencyWorkloads
{
    private const long StepsPerCall = 1 << 16;

    private static readonly ImmutableArray<WorkloadMetric> Metrics = [new(MetricDefinitions.Latency, MetricSource.MedianTimePerStep)];

    /// <param name="arrayBytes">Size that is beyond all caches.</param>
    public static Workload InMemory(long arrayBytes) => Workload("latency memory", MemorySizes.ChaseBytes(arrayBytes), Suite.Quick);

    /// <summary>The sizes below <paramref name="arrayBytes"/> that a chase through memory has.</summary>
    public static IEnumerable<Workload> Ladder(long arrayBytes) =>
        MemorySizes.Ladder(MemorySizes.ChaseBytes(arrayBytes))
            .Select(bytes => Workload($"latency {MemorySizes.Text(bytes)}", bytes, SuiteOf(bytes)));

    private static Suite SuiteOf(long bytes) =>
        bytes == 16 << 20 ? Suite.Quick : MemorySizes.IsStandardRung(bytes) ? Suite.Standard : Suite.Full;

    private static Workload Workload(string name, long bytes, Suite suite) => new()
    {
        Benchmark = MemoryBandwidth.Name,
        Name = name,
        Op = "memory-latency",
        Parameters = Parameters.Of(("bytes", bytes), ("steps", StepsPerCall)),
        Cost = new Cost(Steps: StepsPerCall),
        Metrics = Metrics,
        Suite = suite,
    };
}
