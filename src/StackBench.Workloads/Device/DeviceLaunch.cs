using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Devices;

namespace StackBench.Workloads.Device;

/// <summary>An empty kernel: the way to a GPU and back, and the time between two kernels of which one waits for the other.</summary>
internal static class DeviceLaunch
{
    private const string Name = "device-launch";

    private static readonly ImmutableArray<WorkloadMetric> Metrics = [new(MetricDefinitions.Latency, MetricSource.MedianTime)];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Launch of an empty kernel on a GPU by its driver alone: round trip, in a batch, in a graph",
        Group = BenchmarkGroup.Pre,
        Engines = DriverEngines.All,
        Needs = "a GPU",
        Workloads = target => target.IsCpu ? [] :
        [
            Workload("round trip", "round-trip"), Workload("in a batch", "batch"),
            .. target.Engine == DriverEngines.Cuda ? [Workload("in a graph", "graph")] : (Workload[])[],
        ],
    };

    private static Workload Workload(string name, string kind) => new()
    {
        Benchmark = Name,
        Name = name,
        Op = "device-launch",
        Parameters = Parameters.Of(("kind", kind)),
        Cost = new Cost(Steps: 1),
        Metrics = Metrics,
        Suite = Suite.Quick,
    };
}
