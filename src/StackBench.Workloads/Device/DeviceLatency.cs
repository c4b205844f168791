using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Devices;
using StackBench.Workloads.Memory;

namespace StackBench.Workloads.Device;

/// <summary>
/// The caches and the memory of a GPU by size: the time of a load that waits for the one before it, and the rate of many.
/// </summary>
internal static class DeviceLatency
{
    private const string Name = "device-latency";
    private const long Kibibyte = 1 << 10, Mebibyte = 1 << 20;
    private const long HopsPerCall = 1 << 15;

    /// <summary>Bytes that a group reads in a step.</summary>
    private const long BytesPerStep = 32 * Kibibyte;

    private static readonly ImmutableArray<WorkloadMetric> LatencyMetrics =
        [new(MetricDefinitions.Latency, MetricSource.MedianTimePerStep)];
    private static readonly ImmutableArray<WorkloadMetric> BandwidthMetrics = [WorkloadMetric.Bandwidth];

    private static readonly ImmutableArray<long> Chased =
        [16 * Kibibyte, 128 * Kibibyte, Mebibyte, 8 * Mebibyte, 64 * Mebibyte, 512 * Mebibyte];

    private static readonly ImmutableArray<long> QuickRead = [64 * Kibibyte, 2 * Mebibyte, 512 * Mebibyte];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Caches and memory of a GPU by its driver alone: load latency and read bandwidth by size",
        Group = BenchmarkGroup.Pre,
        Engines = DriverEngines.All,
        Needs = "a GPU",
        Workloads = target => target.IsCpu ? [] : [.. Chase(target), .. Ladder(target)],
    };

    // On a CPU a cycle through much memory takes long to make, and says what memory-bandwidth says better.
    private static IEnumerable<Workload> Chase(WorkloadTarget target) =>
        from bytes in Chased
        where !target.IsCpuDriver || bytes <= 64 * Mebibyte
        select Workload(
            $"latency {MemorySizes.Text(bytes)}", "device-latency", Parameters.Of(("bytes", bytes), ("steps", HopsPerCall)),
            new Cost(Steps: HopsPerCall), LatencyMetrics,
            bytes is 16 * Kibibyte or Mebibyte or 64 * Mebibyte ? Suite.Quick : Suite.Standard);

    private static IEnumerable<Workload> Ladder(WorkloadTarget target)
    {
        var groups = target.IsCpuDriver ? 32 : 2048;
        for (var bytes = 64 * Kibibyte; bytes <= (target.IsCpuDriver ? 64 : 512) * Mebibyte; bytes *= 2)
        {
            // A millisecond from the caches of a large GPU is 4 GiB; from the memory of a small one 1 GiB is long enough.
            var steps = target.IsCpuDriver || bytes > Mebibyte ? 16 : 64;
            var suite = QuickRead.Contains(bytes) ? Suite.Quick : MemorySizes.IsStandardRung(bytes) ? Suite.Standard : Suite.Full;
            yield return Workload(
                $"read {MemorySizes.Text(bytes)}", "device-cache", Parameters.Of(("bytes", bytes), ("groups", groups), ("steps", steps)),
                new Cost(Bytes: (double)groups * steps * BytesPerStep), BandwidthMetrics, suite);
        }
    }

    private static Workload Workload(
        string name, string op, Parameters parameters, Cost cost, ImmutableArray<WorkloadMetric> metrics, Suite suite) => new()
        {
            Benchmark = Name,
            Name = name,
            Op = op,
            Parameters = parameters,
            Cost = cost,
            Metrics = metrics,
            Suite = suite,
        };
}
