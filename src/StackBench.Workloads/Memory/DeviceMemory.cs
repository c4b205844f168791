using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Devices;

namespace StackBench.Workloads.Memory;

/// <summary>
/// The memory of a device and the ways to it from the host and from other devices: as its driver gives it, and as PyTorch's own kernels
/// reach it.
/// </summary>
internal static class DeviceMemory
{
    private const string Name = "device-memory";
    private const long Mebibyte = 1L << 20;

    private static readonly ImmutableArray<WorkloadMetric> Metrics = [WorkloadMetric.Bandwidth, WorkloadMetric.CallTime];
    private static readonly ImmutableArray<WorkloadMetric> MetricsInside = [.. Metrics, WorkloadMetric.PublishedShare];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Memory of the device: copy, triad, read, write; host to device and back; device to device",
        Group = BenchmarkGroup.Component,
        Aliases = ["memory"],
        Engines = ["pytorch"],
        Workloads = target => [.. Inside(target), .. target.IsCpu ? [] : Transfers(target)],
    };

    /// <summary>The same workloads by the driver alone, which needs no ML stack.</summary>
    public static Benchmark OfDriver { get; } = Benchmark with
    {
        Group = BenchmarkGroup.Pre,
        Engines = DriverEngines.All,
        Needs = "a GPU",
        Workloads = target => target.IsCpu ? [] : [.. Inside(target), .. Transfers(target)],
    };

    private static IEnumerable<Workload> Inside(WorkloadTarget target)
    {
        // A driver on the CPU takes a hundred times as long, and its rate says nothing. A GPU that shares the memory of the CPU may
        // have much of it and is slow all the same.
        var isLarge = target.IsLarge && !(target.Gpu?.IsIntegrated.Or(false) ?? false);
        var arrayBytes = target.IsCpu ? MemorySizes.ArrayBytes(target.Machine)
            : (target.IsCpuDriver ? 16 : isLarge ? 4096 : 512) * Mebibyte;
        // Explicit reads and writes, as STREAM counts them.
        foreach (var (kind, arrays, suite) in ((string, int, Suite)[])[("copy", 2, Suite.Quick), ("triad", 3, Suite.Quick), (
            "read", 1, Suite.Standard), ("write", 1, Suite.Standard)])
        {
            yield return Workload(kind, $"{kind} {MemorySizes.Text(arrayBytes)}", Parameters.Of(
                ("kind", kind), ("bytes", arrayBytes)), arrays * (double)arrayBytes, suite, target) with
            {
                Metrics = MetricsInside,
                // The arrays are beyond all caches, on a CPU too.
                Bounds = target.LimitedBy(TargetBounds.MemoryCeiling) with
                {
                    Layer = target.IsCpu
                        ? target.BelowMemory(arrayBytes).Layer
                        : Level.DeviceMemory.Above() with { Provides = kind is "copy" or "triad" ? Level.DeviceMemory.Name : null },
                },
            };
        }
    }

    private static IEnumerable<Workload> Transfers(WorkloadTarget target)
    {
        var bytes = (target.IsCpuDriver ? 16 : 256) * Mebibyte;
        foreach (var kind in (string[])["h2d", "d2h"])
            foreach (var isPinned in (bool[])[true, false])
                yield return Workload(
                    kind, $"{kind} {(isPinned ? "pinned" : "pageable")} {MemorySizes.Text(bytes)}",
                    Parameters.Of(("kind", kind), ("bytes", bytes), ("pinned", isPinned)), bytes, isPinned ? Suite.Quick : Suite.Standard,
                    target) with
                { Bounds = new(new Layer(), TargetBounds.LinkCeiling) };
        if (target.Engine is { } engine && DriverEngines.All.Contains(engine))
        {
            yield return Workload("both", $"h2d and d2h at once, pinned {MemorySizes.Text(bytes)}",
                Parameters.Of(("kind", "both"), ("bytes", bytes), ("pinned", true)), 2 * bytes, Suite.Standard, target);
            if (engine != DriverEngines.Cuda) yield break;
        }

        foreach (var peer in target.Peers.Where(peer => peer.Id != target.Accelerator!.Id))
            yield return Workload("p2p", $"p2p to {peer.Id} {MemorySizes.Text(bytes)}",
                Parameters.Of(("kind", "p2p"), ("bytes", bytes), ("peer", peer.Id)), bytes, Suite.Standard, target) with
            { Bounds = new(new Layer(Level.Peer.Name)) };
        if (target.Engine != DriverEngines.Cuda) yield break;
        // Both ways at once are one measurement for both of them.
        foreach (var peer in target.Peers.SkipWhile(peer => peer.Id != target.Accelerator!.Id).Skip(1))
            yield return Workload("p2p-both", $"p2p with {peer.Id} at once {MemorySizes.Text(bytes)}",
                Parameters.Of(("kind", "p2p-both"), ("bytes", bytes), ("peer", peer.Id)), 2 * bytes, Suite.Standard, target);
    }

    private static Workload Workload(
        string kind, string name, Parameters parameters, double movedBytes, Suite suite, WorkloadTarget target) => new()
        {
            Benchmark = Name,
            Name = name,
            Op = "memory",
            Parameters = target.Complete(parameters),
            Cost = new(Bytes: movedBytes),
            Metrics = Metrics,
            Suite = suite,
            SlowRemedy = $"the {kind} is slow here; allow more time with --suite full",
        };
}
