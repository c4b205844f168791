using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Gemm;

/// <summary>
/// Matrix products: squares that show what a type can do, products as transformers have them, and one that only reads weights.
/// </summary>
internal static class GemmBenchmark
{
    private const string Name = "gemm";

    // A square that fits no block size: it is held against the best one instead of competing with it.
    private const long UnevenSize = 1000;

    private static readonly ImmutableArray<(GemmShape Shape, Suite Suite)> OnCpu =
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
        Engines = ["pytorch", "libtorch"],
        Workloads = target =>
        [
            .. from entry in target.IsCpu ? OnCpu : OnGpu(target.IsLarge)
               let workload = Workload(entry.Shape, entry.Suite, target)
               select target.IsCpu ? workload with { Probe = Workload(Probe(entry.Shape), entry.Suite, target) } : workload,
        ],
    };

    /// <summary>The load that keeps a GPU busy where only a library of matrix products reaches it.</summary>
    public static Workload Sustained(WorkloadTarget target) =>
        Workload(Square(DataType.Fp16, target.IsLarge ? 8192 : 4096), Suite.Quick, target);

    private static ImmutableArray<(GemmShape Shape, Suite Suite)> OnGpu(bool isLarge)
    {
        var (square, wide, tall) = isLarge ? (8192L, 28672L, 8192L) : (4096L, 11008L, 4096L);
        DataType[] usual = [DataType.Fp16, DataType.Bf16], others = [DataType.Tf32, DataType.Fp32, DataType.Fp8, DataType.Int8];
        return
        [
            .. from type in usual.Concat(others)
               from size in new[] { square / 2, square }
               select (Square(type, size) with { Layout = GemmShape.LayoutOnGpu(type) }, size < square ? Suite.Quick : Suite.Standard),
            (Square(DataType.Fp64, square / 4), Suite.Standard),
            .. from type in usual select (Square(type, (square / 2) - 96), Suite.Standard),
            .. from type in usual
               from tokens in (long[])[1, 16, 512, 2048]
               select (Linear(type, tokens, wide, tall), type == DataType.Bf16 && tokens is 1 or 512 ? Suite.Quick : Suite.Standard),
        ];
    }

    private static GemmShape Square(DataType type, long size) => new(type, size, size, size);

    private static GemmShape Linear(DataType type, long tokens, long outputs, long inputs) => new(type, tokens, outputs, inputs, "nt");

    private static Workload Workload(GemmShape shape, Suite suite, WorkloadTarget target) => new()
    {
        Benchmark = Name,
        Name = shape.Name,
        Op = "gemm",
        Parameters = target.Complete(shape.Parameters, isFlushed: shape.IsMemoryBound),
        Cost = shape.Cost,
        Metrics = Metrics(shape),
        Suite = suite,
        Bounds = BoundsOf(shape, target),
        SlowRemedy = shape.Type.SlowRemedy(target),
    };

    private static GemmShape Probe(GemmShape shape) => shape.IsMemoryBound ? shape with { N = 1024, K = 1024 } : Square(shape.Type, 256);

    private static ImmutableArray<WorkloadMetric> Metrics(GemmShape shape) =>
        shape.IsMemoryBound ? [WorkloadMetric.Bandwidth, WorkloadMetric.FlopRate, WorkloadMetric.CallTime]
        : shape.Type == DataType.Int8 ? [WorkloadMetric.OperationRate, WorkloadMetric.CallTime]
        : [WorkloadMetric.FlopRate, WorkloadMetric.CallTime];

    private static Bounds BoundsOf(GemmShape shape, WorkloadTarget target)
    {
        var level = Level.Gemm(shape.Type).Name;
        if (shape.IsMemoryBound) return target.BelowMemory(shape.Cost.Bytes);
        if (!target.IsCpu) return target.BelowMatrix(shape.Type).Providing(shape.IsSquare ? level : null);
        return shape is { IsSquare: true, M: not UnevenSize } ? target.BelowFma(shape.Type).Providing(level) : target.BelowGemm(shape.Type);
    }
}
