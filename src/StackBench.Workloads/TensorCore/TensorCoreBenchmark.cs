using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.TensorCore;

/// <summary>The fastest a type multiplies on the matrix units: square products of growing size, of which the best counts.</summary>
internal static class TensorCoreBenchmark
{
    private const string Name = "tensor-core";

    private static readonly ImmutableArray<WorkloadMetric> Metrics =
    [
        WorkloadMetric.FlopRate,
        WorkloadMetric.PublishedShare,
        WorkloadMetric.CallTime,
    ];

    private static readonly ImmutableArray<WorkloadMetric> IntegerMetrics = [WorkloadMetric.OperationRate, .. Metrics[1..]];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Matrix units: peak of a matrix product by type, over a sweep of sizes",
        Group = BenchmarkGroup.Component,
        Engines = ["pytorch"],
        Workloads = target =>
        [
            .. from entry in target.IsCpu ? OnCpu() : OnGpu(target.IsLarge)
               // A small product on a GPU shows how fast it launches, which predicts nothing.
               let workload = Workload(entry.Type, entry.Size, entry.Suite, target)
               select target.IsCpu ? workload with { Probe = Workload(entry.Type, 256, entry.Suite, target) } : workload,
        ],
    };

    private static IEnumerable<(DataType Type, long Size, Suite Suite)> OnCpu() =>
        from type in (DataType[])[DataType.Fp32, DataType.Bf16, DataType.Fp16, DataType.Int8]
        from size in (long[])[512, 1024, 2048, 4096]
        select (type, size, size == 1024 && type != DataType.Fp16 ? Suite.Quick : size < 4096 ? Suite.Standard : Suite.Full);

    private static IEnumerable<(DataType Type, long Size, Suite Suite)> OnGpu(bool isLarge) =>
        from type in (DataType[])[DataType.Fp16, DataType.Bf16, DataType.Tf32, DataType.Fp32, DataType.Fp8, DataType.Int8, DataType.Fp64]
        from size in isLarge ? (long[])[2048, 4096, 8192, 16384] : [1024, 2048, 4096, 8192]
        select (type, size, type != DataType.Fp64 && size == (isLarge ? 8192 : 4096) ? Suite.Quick : Suite.Standard);

    // Without matrix units for a type its products run on vectors; else the fastest there is counts, whoever measured it.
    private static Bounds BoundsOnGpu(DataType type, WorkloadTarget target) =>
        type == DataType.Fp32 || type == DataType.Fp64
            ? target.LimitedBy(type.CeilingName) with { Layer = Level.Fma(type).Above() }
            : target.BelowMatrix(type);

    private static Workload Workload(DataType type, long size, Suite suite, WorkloadTarget target)
    {
        var shape = new Gemm.GemmShape(type, size, size, size, target.IsCpu ? "nn" : Gemm.GemmShape.LayoutOnGpu(type));
        return new()
        {
            Benchmark = Name,
            Name = FormattableString.Invariant($"{type} {size}"),
            Op = "gemm",
            Parameters = target.Complete(shape.Parameters),
            Cost = shape.Cost,
            Metrics = type == DataType.Int8 ? IntegerMetrics : Metrics,
            Suite = suite,
            Bounds = (target.IsCpu ? target.BelowFma(type) : BoundsOnGpu(type, target)).Providing(Level.Matrix(type).Name),
            SlowRemedy = type.SlowRemedy(target),
        };
    }
}
