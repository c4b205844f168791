using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Convolution;

/// <summary>Convolutions of a ResNet-50, forward.</summary>
internal static class ConvolutionBenchmark
{
    private const string Name = "convolution";
    private const long SmallestProbe = 14;

    private static readonly ImmutableArray<(DataType Type, long Batch, string Layout, Suite Suite)> OnCpu =
    [
        (DataType.Fp32, 1, "nchw", Suite.Quick),
        (DataType.Fp32, 1, "nhwc", Suite.Standard),
        (DataType.Bf16, 1, "nchw", Suite.Standard),
        (DataType.Bf16, 1, "nhwc", Suite.Standard),
        (DataType.Fp32, 32, "nchw", Suite.Full),
        (DataType.Bf16, 32, "nhwc", Suite.Full),
    ];

    private static readonly ImmutableArray<(DataType Type, long Batch, string Layout, Suite Suite)> OnGpu =
    [
        (DataType.Fp16, 32, "nhwc", Suite.Quick),
        (DataType.Fp16, 32, "nchw", Suite.Standard),
        (DataType.Bf16, 32, "nhwc", Suite.Standard),
        (DataType.Fp32, 32, "nchw", Suite.Standard),
        (DataType.Bf16, 128, "nhwc", Suite.Full),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Forward convolutions of a ResNet by type and memory layout",
        Group = BenchmarkGroup.Component,
        Engines = ["pytorch", "libtorch"],
        Workloads = target =>
        [
            .. from variant in target.IsCpu ? OnCpu : OnGpu
               from shape in Shapes(variant.Type, variant.Batch, variant.Layout)
               let workload = Workload(shape, variant.Suite, target)
               select target.IsCpu ? workload with { Probe = Workload(Probe(shape), variant.Suite, target) } : workload,
        ],
    };

    // The stem, a 3x3 of an early and of a late stage, and a 1x1 that widens.
    private static ConvolutionShape[] Shapes(DataType type, long batch, string layout) =>
    [
        new(type, batch, 3, 224, 64, 7, 2, 3, layout),
        new(type, batch, 64, 56, 64, 3, 1, 1, layout),
        new(type, batch, 256, 14, 256, 3, 1, 1, layout),
        new(type, batch, 64, 56, 256, 1, 1, 0, layout),
    ];

    private static ConvolutionShape Probe(ConvolutionShape shape) =>
        shape with { N = 1, Size = Math.Min(shape.Size, Math.Max(SmallestProbe, shape.Size / 4)) };

    private static Workload Workload(ConvolutionShape shape, Suite suite, WorkloadTarget target) => new()
    {
        Benchmark = Name,
        Name = shape.Name,
        Op = "conv2d",
        Parameters = target.Complete(shape.Parameters),
        Cost = shape.Cost,
        Metrics = [WorkloadMetric.FlopRate, WorkloadMetric.CallTime],
        Suite = suite,
        // No ceiling: the count is that of the direct method, which Winograd's may undercut.
        Bounds = new(Level.Gemm(shape.Type).Above()),
        SlowRemedy = shape.Type.SlowRemedy(target),
    };
}
