using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Machine;

namespace StackBench.Workloads.Attention;

/// <summary>Attention by a fused kernel and by its composition: equal work, so that the fused one's gain in time and memory shows.</summary>
internal static class AttentionBenchmark
{
    private const string Name = "attention";
    private const string Flash = "flash";
    private const string Math = "math";
    private const long ProbeLength = 256;
    private const long DecodeProbeLength = 1024;

    private static readonly WorkloadMetric FlopRate = new(MetricDefinitions.FlopRate, MetricSource.FlopOverMedian);
    private static readonly WorkloadMetric Bandwidth = new(MetricDefinitions.Bandwidth, MetricSource.BytesOverMedian);
    private static readonly WorkloadMetric CallTime = new(MetricDefinitions.CallTime, MetricSource.MedianTime);
    private static readonly WorkloadMetric SpeedUp = new(MetricDefinitions.SpeedUp, MetricSource.AgainstOverMedian);
    private static readonly WorkloadMetric PeakMemory = new(MetricDefinitions.PeakMemory, MetricSource.Series);

    private static readonly ImmutableArray<(AttentionShape Shape, Suite Suite)> Shapes =
    [
        (Prefill(DataType.Fp32, 8, 8, 512, 64, causal: false), Suite.Quick),
        (Prefill(DataType.Fp32, 8, 8, 512, 64, causal: true), Suite.Standard),
        (Prefill(DataType.Fp32, 8, 8, 1024, 64, causal: false), Suite.Standard),
        (Prefill(DataType.Fp32, 8, 8, 1024, 64, causal: true), Suite.Standard),
        (Prefill(DataType.Fp32, 8, 2, 512, 64, causal: true), Suite.Quick),
        (Prefill(DataType.Fp32, 32, 8, 1024, 64, causal: true), Suite.Standard),
        (Prefill(DataType.Fp32, 32, 8, 2048, 128, causal: true), Suite.Full),
        (Prefill(DataType.Bf16, 8, 8, 512, 64, causal: false), Suite.Standard),
        (Prefill(DataType.Bf16, 8, 8, 1024, 64, causal: true), Suite.Full),
        (new(DataType.Fp32, 32, 8, 1, 4096, 128, Causal: false, Flash), Suite.Standard),
        (new(DataType.Bf16, 32, 8, 1, 4096, 128, Causal: false, Flash), Suite.Full),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Attention by a fused kernel against its composition of matrix products",
        Group = BenchmarkGroup.Component,
        Engines = ["libtorch"],
        Workloads = machine =>
        [
            .. from entry in Shapes
               from shape in new[] { entry.Shape with { Kernel = Math }, entry.Shape }
               select Workload(shape, entry.Suite, machine) with { Probe = Workload(Probe(shape), entry.Suite, machine) with { Against = null } },
        ],
    };

    private static AttentionShape Prefill(DataType type, long queryHeads, long keyHeads, long length, long dimension, bool causal) =>
        new(type, queryHeads, keyHeads, length, length, dimension, causal, Flash);

    private static AttentionShape Probe(AttentionShape shape) => shape.IsDecode
        ? shape with { Keys = DecodeProbeLength }
        : shape with { Keys = ProbeLength, Queries = ProbeLength };

    private static Workload Workload(AttentionShape shape, Suite suite, MachineFacts machine) => new()
    {
        Benchmark = Name,
        Name = shape.Name,
        Op = "attention",
        Parameters = shape.Parameters(machine.Cpu.UsableCores),
        Cost = shape.Cost,
        Metrics = Metrics(shape),
        Suite = suite,
        Layer = shape.IsDecode
            ? MemoryLevel.Below(shape.Cost.Bytes, machine.Cpu)
            : new(Below: shape.Type.GemmLevel, BelowTitle: $"best square {shape.Type} GEMM"),
        CeilingName = shape.IsDecode ? null : shape.Type.CeilingName,
        Against = shape.Kernel == Flash ? (shape with { Kernel = Math }).Name : null,
        SlowRemedy = shape.Type.SlowRemedy,
    };

    // What one call allocates when decoding is a few pages: too little to be measured.
    private static ImmutableArray<WorkloadMetric> Metrics(AttentionShape shape) =>
    [
        shape.IsDecode ? Bandwidth : FlopRate,
        CallTime,
        .. shape.Kernel == Flash ? [SpeedUp] : ImmutableArray<WorkloadMetric>.Empty,
        .. shape.IsDecode ? [] : ImmutableArray.Create(PeakMemory),
    ];
}
