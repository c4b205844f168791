using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.NcclTests;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Collectives;

/// <summary>Collective operations between processes of this machine: one a GPU, or two on the CPU.</summary>
internal static class CollectivesBenchmark
{
    private const string Name = "collectives";
    private const long Kibibyte = 1 << 10;
    private const long Mebibyte = 1 << 20;
    private const string Usual = "all-reduce";

    /// <summary>Share of the memory of a device, or of the free memory of the machine, that buffers of a collective may take.</summary>
    private const double ShareOfMemory = 0.25;

    /// <summary>Of collectives other than the usual one: on a CPU larger ones take seconds a call.</summary>
    private const long LargestOnCpu = 256 * Mebibyte;

    /// <summary>Bytes of which nccl-tests give every rank a multiple.</summary>
    private const int Alignment = 16;

    private static readonly string[] Kinds = [Usual, "all-gather", "reduce-scatter", "all-to-all", "broadcast", "send-recv"];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Collective operations between the devices of this machine (NCCL, RCCL, Gloo), by kind and size",
        Group = BenchmarkGroup.Component,
        Engines = ["pytorch", NcclTestsEngine.EngineName],
        Needs = "two GPUs or the CPU",
        Workloads = target => target.IsCpu ? [.. OnCpu(target)] : target.Peers.Count >= 2 && target.IsFirstPeer ? [.. OnGpu(target)] : [],
    };

    private static IEnumerable<Workload> OnCpu(WorkloadTarget target)
    {
        foreach (var kind in Kinds)
            yield return Workload(kind, 4 * Mebibyte, 2, IsOfAllSuites(kind) ? Suite.Quick : Suite.Standard, target);
        foreach (var kind in Kinds.Where(IsOfAllSuites))
            foreach (var bytes in (long[])[64 * Kibibyte, 64 * Mebibyte])
                yield return Workload(kind, bytes, 2, Suite.Standard, target);
        foreach (var kind in Kinds) yield return Workload(kind, 4 * Mebibyte, 4, Suite.Standard, target);
        foreach (var kind in Kinds)
            foreach (var bytes in Sizes(target, 2).Where(bytes => kind == Usual || bytes <= LargestOnCpu)
                .Except(Taken(kind, 4 * Mebibyte, 64 * Mebibyte)))
                yield return Workload(kind, bytes, 2, Suite.Full, target);
    }

    private static IEnumerable<Workload> OnGpu(WorkloadTarget target)
    {
        var ranks = target.Peers.Count;
        foreach (var kind in Kinds)
            yield return Workload(kind, 256 * Mebibyte, ranks, IsOfAllSuites(kind) ? Suite.Quick : Suite.Standard, target);
        foreach (var kind in Kinds.Where(IsOfAllSuites))
            foreach (var bytes in (long[])[64 * Kibibyte, 4 * Mebibyte])
                yield return Workload(kind, bytes, ranks, Suite.Standard, target);
        foreach (var kind in Kinds)
            foreach (var bytes in Sizes(target, ranks).Except(Taken(kind, 256 * Mebibyte, 256 * Mebibyte)))
                yield return Workload(kind, bytes, ranks, Suite.Full, target);
    }

    /// <summary>Sizes that smaller suites measure.</summary>
    private static IEnumerable<long> Taken(string kind, long usual, long large) =>
        IsOfAllSuites(kind) ? [64 * Kibibyte, 4 * Mebibyte, large] : [usual];

    private static bool IsOfAllSuites(string kind) => kind is Usual or "all-gather" or "reduce-scatter";

    /// <summary>1 KiB and on by factors of four, up to what the memory holds: one buffer a device, or all of them on a CPU.</summary>
    private static IEnumerable<long> Sizes(WorkloadTarget target, int ranks)
    {
        var memory = target.IsCpu ? target.Machine.Memory.AvailableBytes.Or(0) / ranks : target.MemoryBytes;
        for (var bytes = Kibibyte; bytes <= memory * ShareOfMemory; bytes *= 4) yield return bytes;
    }

    private static Workload Workload(string kind, long size, int ranks, Suite suite, WorkloadTarget target)
    {
        var bytes = size - (size % (Alignment * ranks));
        return new()
        {
            Benchmark = Name,
            Name = FormattableString.Invariant($"{kind} {Memory.MemorySizes.Text(size)}, {ranks} ranks"),
            Op = "collective",
            Parameters = target.CompleteForPeers(Parameters.Of(
                ("kind", kind), ("bytes", bytes), ("ranks", ranks), ("dtype", "fp32"), ("backend", target.CollectiveLibrary))),
            Cost = new(Bytes: BusFactor(kind, ranks) * bytes, Payload: bytes),
            Metrics =
            [
                new(MetricDefinitions.BusBandwidth, MetricSource.BytesOverMedian),
                new(MetricDefinitions.AlgorithmBandwidth, MetricSource.PayloadOverMedian),
                WorkloadMetric.CallTime,
            ],
            Suite = suite,
            Bounds = target.IsCpu ? Bounds.None : new(Level.Peer.Above()),
        };
    }

    /// <summary>
    /// busbw over algbw, as nccl-tests define it: 2 (n-1)/n for all-reduce, 1 for broadcast and for what each sends to the next,
    /// (n-1)/n for the others.
    /// </summary>
    internal static double BusFactor(string kind, int ranks) => kind switch
    {
        "broadcast" or "send-recv" => 1,
        Usual => 2.0 * (ranks - 1) / ranks,
        _ => (ranks - 1.0) / ranks,
    };
}
