using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Machine;

namespace StackBench.Workloads.Gemm;

/// <summary>Matrix products: squares that show what a type can do, products as transformers have them, and one that only reads weights.</summary>
internal static class GemmBenchmark
{
    private const string Name = "gemm";

    // A square that fits no block size: it is held against the best one instead of competing with it.
    private const long UnevenSize = 1000;

    private static readonly WorkloadMetric FlopRate = new(MetricDefinitions.FlopRate, MetricSource.FlopOverMedian);
    private static readonly WorkloadMetric OperationRate = new(MetricDefinitions.OperationRate, MetricSource.FlopOverMedian);
    private static readonly WorkloadMetric Bandwidth = new(MetricDefinitions.Bandwidth, MetricSource.BytesOverMedian);
    private static readonly WorkloadMetric CallTime = new(MetricDefinitions.CallTime, MetricSource.MedianTime);

    private static readonly ImmutableArray<(GemmShape Shape, Suite Suite)> Shapes =
    [
        (Square(DataType.Fp32, 512), Suite.Standard),
        (Square(DataType.Fp32, 1024), Suite.Quick),
        (Square(DataType.Fp32, 2048), Suite.Quick),
        (Square(DataType.Fp32, 4096), Suite.Standard),
        (Square(DataType.Fp32, UnevenSize), Suite.Standard),
        (Linear(DataType.Fp32, 256, 1024, 1024), Suite.Quick),
        (Linear(DataType.Fp32, 512, 4096, 11008), Suite.Full),
        (Linear(DataType.Fp32, 1, 4096, 4096), Suite.Quick),
        (Square(DataType.Bf16, 512), Suite.Standard),
        (Square(DataType.Bf16, 1024), Suite.Quick),
        (Square(DataType.Bf16, 2048), Suite.Quick),
        (Square(DataType.Bf16, 4096), Suite.Standard),
        (Square(DataType.Bf16, UnevenSize), Suite.Standard),
        (Linear(DataType.Bf16, 256, 1024, 1024), Suite.Quick),
        (Linear(DataType.Bf16, 512, 4096, 11008), Suite.Full),
        (Linear(DataType.Bf16, 1, 4096, 4096), Suite.Quick),
        (Square(DataType.Fp64, 1024), Suite.Quick),
        (Square(DataType.Fp64, 2048), Suite.Standard),
        (Square(DataType.Int8, 1024), Suite.Quick),
        (Square(DataType.Int8, 2048), Suite.Standard),
        (Square(DataType.Int8, 4096), Suite.Full),
        (Square(DataType.Fp16, 1024), Suite.Quick),
        (Square(DataType.Fp16, 2048), Suite.Full),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Matrix products (GEMM) by type and shape",
        Group = BenchmarkGroup.Component,
        Engines = ["libtorch"],
        Workloads = machine =>
        [
            .. from entry in Shapes
               select Workload(entry.Shape, entry.Suite, machine) with { Probe = Workload(Probe(entry.Shape), entry.Suite, machine) },
        ],
    };

    private static GemmShape Square(DataType type, long size) => new(type, size, size, size);

    private static GemmShape Linear(DataType type, long tokens, long outputs, long inputs) => new(type, tokens, outputs, inputs, "nt");

    private static Workload Workload(GemmShape shape, Suite suite, MachineFacts machine) => new()
    {
        Benchmark = Name,
        Name = shape.Name,
        Op = "gemm",
        Parameters = shape.Parameters(machine.Cpu.UsableCores),
        Cost = shape.Cost,
        Metrics = Metrics(shape),
        Suite = suite,
        Layer = LayerOf(shape, machine),
        CeilingName = shape.IsMemoryBound ? null : shape.Type.CeilingName,
        SlowRemedy = shape.Type.SlowRemedy,
    };

    private static GemmShape Probe(GemmShape shape) => shape.IsMemoryBound ? shape with { N = 1024, K = 1024 } : Square(shape.Type, 256);

    private static ImmutableArray<WorkloadMetric> Metrics(GemmShape shape) =>
        shape.IsMemoryBound ? [Bandwidth, FlopRate, CallTime]
        : shape.Type == DataType.Int8 ? [OperationRate, CallTime]
        : [FlopRate, CallTime];

    private static Layer LayerOf(GemmShape shape, MachineFacts machine)
    {
        if (shape.IsMemoryBound) return MemoryLevel.Below(shape.Cost.Bytes, machine.Cpu);
        return shape is { IsSquare: true, M: not UnevenSize }
            ? MatrixUnits.Below(shape.Type, machine.Cpu.Isa)
            : new(Below: shape.Type.GemmLevel, BelowTitle: $"best square {shape.Type} GEMM");
    }
}
