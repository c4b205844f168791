using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Collectives;

/// <summary>Collective operations between processes of this machine: one a GPU, or two on the CPU.</summary>
internal static class CollectivesBenchmark
{
    private const string Name = "collectives";
    private const long Kibibyte = 1 << 10;

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "All-reduce, all-gather and reduce-scatter between the devices of this machine (NCCL, RCCL, Gloo)",
        Group = BenchmarkGroup.Component,
        Engines = ["pytorch"],
        Needs = "two GPUs or the CPU",
        Workloads = target =>
        [
            .. from entry in target.IsCpu ? OnCpu : target.Peers.Count >= 2 && target.IsFirstPeer ? OnGpu : []
               from kind in (string[])["all-reduce", "all-gather", "reduce-scatter"]
               select Workload(kind, entry.Bytes, entry.Suite, target),
        ],
    };

    private static ImmutableArray<(long Bytes, Suite Suite)> OnCpu { get; } =
        [(4096 * Kibibyte, Suite.Quick), (64 * Kibibyte, Suite.Standard), (65536 * Kibibyte, Suite.Standard)];

    private static ImmutableArray<(long Bytes, Suite Suite)> OnGpu { get; } =
        [(262144 * Kibibyte, Suite.Quick), (64 * Kibibyte, Suite.Standard), (4096 * Kibibyte, Suite.Standard),
            (1048576 * Kibibyte, Suite.Full)];

    private static Workload Workload(string kind, long bytes, Suite suite, WorkloadTarget target)
    {
        var ranks = target.IsCpu ? 2 : target.Peers.Count;
        return new()
        {
            Benchmark = Name,
            Name = FormattableString.Invariant($"{kind} {Memory.MemorySizes.Text(bytes)}, {ranks} ranks"),
            Op = "collective",
            Parameters = target.CompleteForPeers(Parameters.Of(
                ("kind", kind), ("bytes", bytes - (bytes % (4 * ranks))), ("ranks", ranks), ("dtype", "fp32"),
                ("backend", target.CollectiveLibrary))),
            Cost = new(Bytes: BusFactor(kind, ranks) * bytes, Payload: bytes),
            Metrics =
            [
                new(MetricDefinitions.BusBandwidth, MetricSource.BytesOverMedian),
                new(MetricDefinitions.AlgorithmBandwidth, MetricSource.PayloadOverMedian),
                WorkloadMetric.CallTime,
            ],
            Suite = suite,
        };
    }

    /// <summary>busbw over algbw, as nccl-tests define it: 2 (n-1)/n for all-reduce, (n-1)/n for the others.</summary>
    internal static double BusFactor(string kind, int ranks) => (kind == "all-reduce" ? 2.0 : 1.0) * (ranks - 1) / ranks;
}
