using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Compute;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Device;
using StackBench.Workloads.Devices;
using StackBench.Workloads.Gemm;

namespace StackBench.Workloads.Capability;

/// <summary>
/// What each GPU is, what it should reach, and what it does at rest and under load; on a machine without one the same of the CPU.
/// </summary>
internal static class GpuCapability
{
    private const string Name = "gpu-capability";
    private const string LoadName = "sustained load";

    private static readonly LoadTest Load = new(RestSeconds: 1, WarmUpSeconds: 1, LoadSeconds: 2);

    private static readonly ImmutableArray<WorkloadMetric> Metrics =
    [
        WorkloadMetric.FlopRate,
        WorkloadMetric.Reported(MetricDefinitions.SustainedClock),
        WorkloadMetric.Reported(MetricDefinitions.LoadPower),
        WorkloadMetric.Reported(MetricDefinitions.IdlePower),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "What a GPU is and should reach; its clock, power and link at rest and under load",
        Group = BenchmarkGroup.Pre,
        // Without Vulkan it is PyTorch's load, as in the runs before there were the engines cuda and opencl.
        Engines = ["vulkan", "pytorch", DriverEngines.Cuda, "opencl", "native"],
        IsOfGpus = true,
        Needs = "a driver that computes on the GPU: CUDA, Vulkan or OpenCL (stackbench doctor says what is missing), or a PyTorch for it",
        Workloads = target => Loaded(target) is { } load ? [Of(load, target)] : [],
    };

    // The vector unit at full rate: the same work whatever ML library comes later.
    private static Workload? Loaded(WorkloadTarget target)
    {
        if (target.IsCpu)
            return target.Engine is null or "native" && target.Machine.Gpus.IsEmpty ? ComputePeak.Sustained(target.Machine) : null;
        if (target.IsCpuDriver) return null;
        if (target.Engine is { } engine && DriverEngines.All.Contains(engine)) return DevicePeak.Sustained(target);
        return target.Engine == "pytorch" ? GemmBenchmark.Sustained(target) : null;
    }

    private static Workload Of(Workload load, WorkloadTarget target) => load with
    {
        Benchmark = Name,
        Name = LoadName,
        Metrics = Metrics,
        Suite = Suite.Quick,
        Bounds = load.Bounds with { Layer = new Layer() },
        Load = Load,
        Facts = CapabilityFacts.Of(target),
        Probe = null,
    };
}
