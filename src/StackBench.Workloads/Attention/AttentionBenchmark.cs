using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Attention;

/// <summary>
/// Attention by a fused kernel and by its composition: equal work, so that the fused one's gain in time and memory shows.
/// </summary>
internal static class AttentionBenchmark
{
    private const string Name = "attention";
    private const string Flash = "flash";
    private const string Math = "math";
    private const string Flex = "flex";
    private const string Gather = "gather";
    private const long ProbeLength = 256;
    private const long DecodeProbeLength = 1024;

    /// <summary>Packages with kernels of their own.</summary>
    private static readonly string[] Libraries = ["flash-attn", "flash-attn-3", "flash-attn-4", "xformers", "flashinfer", "aiter"];

    private static readonly string[] WithWindow = ["flash-attn", "flash-attn-3", "flash-attn-4", "aiter"];

    /// <summary>Kernels of version 2 of flash-attn take pages of a multiple of this.</summary>
    private const long LargePage = 256;

    /// <summary>Kernels that compile for many seconds, or that few have: not in the quick suite.</summary>
    private static readonly string[] Extra = [Flex, "xformers", "flashinfer", "aiter"];

    private static readonly WorkloadMetric PeakMemory = WorkloadMetric.Reported(MetricDefinitions.PeakMemory);

    private static readonly ImmutableArray<(AttentionShape Shape, Suite Suite)> OnCpu =
    [
        (Prefill(DataType.Fp32, 8, 8, 512, 64, causal: false), Suite.Quick),
        (Prefill(DataType.Fp32, 8, 8, 512, 64, causal: true), Suite.Standard),
        (Prefill(DataType.Fp32, 8, 8, 1024, 64, causal: false), Suite.Standard),
        (Prefill(DataType.Fp32, 8, 8, 1024, 64, causal: true), Suite.Standard),
        (Prefill(DataType.Fp32, 8, 2, 512, 64, causal: true), Suite.Quick),
        (Prefill(DataType.Fp32, 32, 8, 1024, 64, causal: true), Suite.Standard),
        (Prefill(DataType.Fp32, 32, 8, 2048, 128, causal: true), Suite.Full),
        (Prefill(DataType.Fp32, 8, 8, 1024, 64, causal: true) with { Window = 256 }, Suite.Standard),
        (Prefill(DataType.Bf16, 8, 8, 512, 64, causal: false), Suite.Standard),
        (Prefill(DataType.Bf16, 8, 8, 1024, 64, causal: true), Suite.Full),
        (new(DataType.Fp32, 32, 8, 1, 4096, 128, Causal: false, Flash), Suite.Standard),
        (new(DataType.Bf16, 32, 8, 1, 4096, 128, Causal: false, Flash), Suite.Full),
        (new(DataType.Fp32, 32, 8, 1, 4096, 128, Causal: false, Gather) { Page = 16 }, Suite.Standard),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Attention by a fused kernel against its composition of matrix products",
        Group = BenchmarkGroup.Component,
        Engines = ["pytorch", "libtorch"],
        Workloads = target =>
        [
            .. from entry in target.IsCpu ? OnCpu : OnGpu(target.IsLarge)
               from isBackward in HasBackward(target, entry.Shape) ? (bool[])[false, true] : [false]
               from kernel in Kernels(target, entry.Shape, isBackward)
               let shape = entry.Shape with { Kernel = kernel, IsBackward = isBackward }
               let isExtra = isBackward || Extra.Contains(kernel)
               let suite = isExtra && entry.Suite < Suite.Standard ? Suite.Standard : entry.Suite
               let workload = Workload(shape, suite, target)
               // What compiles for many seconds has none: it would compile twice.
               let probe = target.IsCpu && kernel != Flex ? Workload(Probe(shape), suite, target) with { Against = null } : null
               select workload with { Probe = probe },
        ],
    };

    // The composition first: the fused kernels are held against it, where it can do the same work.
    private static IEnumerable<string> Kernels(WorkloadTarget target, AttentionShape shape, bool isBackward)
    {
        if (target.Engine is not "pytorch") return shape.Window is null && shape.Page is null ? [Math, Flash] : [];
        if (shape.Page is { } page)
            return target.IsCpu ? [Gather]
                : [Gather, .. page % LargePage == 0 ? (string[])["flash-attn"] : [], "flash-attn-3", "flash-attn-4", "flashinfer"];
        if (shape.Window is not null) return target.IsCpu ? [Flex] : [Flex, .. WithWindow];
        if (!target.IsCpu)
            return [Math, Flash, "efficient", "cudnn", Flex, .. Libraries.Where(library => !isBackward || library is not "flashinfer")];
        return shape.IsDecode ? [Math, Flash] : isBackward ? [Math, Flash, "efficient"] : [Math, Flash, "efficient", Flex];
    }

    private static bool HasBackward(WorkloadTarget target, AttentionShape shape) =>
        target.Engine is "pytorch" && !shape.IsDecode && shape.QueryHeads == shape.KeyHeads && shape.Window is null;

    private static ImmutableArray<(AttentionShape Shape, Suite Suite)> OnGpu(bool isLarge)
    {
        var (batch, heads, length) = isLarge ? (8L, 32L, 4096L) : (4L, 16L, 2048L);
        return
        [
            (Prefill(DataType.Bf16, heads, heads, length / 2, 128, causal: false) with { Batch = batch }, Suite.Quick),
            (Prefill(DataType.Bf16, heads, heads, length, 128, causal: true) with { Batch = batch }, Suite.Quick),
            (Prefill(DataType.Fp16, heads, heads, length, 64, causal: true) with { Batch = batch }, Suite.Standard),
            (Prefill(DataType.Bf16, 32, 8, length, 128, causal: true) with { Batch = batch }, Suite.Standard),
            (Prefill(DataType.Bf16, 16, 16, 4 * length, 128, causal: true), Suite.Standard),
            (Prefill(DataType.Bf16, 16, 16, 4 * length, 128, causal: true) with { Window = length / 4 }, Suite.Standard),
            (new(DataType.Bf16, 32, 8, 1, 8192, 128, Causal: false, Flash, batch), Suite.Quick),
            .. from page in (long[])[16, LargePage]
               let shape = new AttentionShape(DataType.Bf16, 32, 8, 1, 8192, 128, Causal: false, Gather, batch) { Page = page }
               select (shape, Suite.Standard),
        ];
    }

    private static AttentionShape Prefill(DataType type, long queryHeads, long keyHeads, long length, long dimension, bool causal) =>
        new(type, queryHeads, keyHeads, length, length, dimension, causal, Flash);

    private static AttentionShape Probe(AttentionShape shape) => shape.IsDecode
        ? shape with { Keys = DecodeProbeLength }
        : shape with { Keys = ProbeLength, Queries = ProbeLength };

    private static Workload Workload(AttentionShape shape, Suite suite, WorkloadTarget target) => new()
    {
        Benchmark = Name,
        Name = shape.Name,
        Op = shape.Page is null ? "attention" : "paged-decode",
        Parameters = target.Complete(shape.Parameters, isFlushed: shape.IsDecode),
        Cost = shape.Cost,
        Metrics = Metrics(shape),
        Suite = suite,
        Bounds = shape.IsDecode ? target.BelowMemory(shape.Cost.Bytes) : target.BelowGemm(shape.Type),
        Against = Baseline(shape) is { } kernel ? (shape with { Kernel = kernel }).Name : null,
        SlowRemedy = shape.Type.SlowRemedy(target),
    };

    // Of a window there is no composition that does as little work.
    private static string? Baseline(AttentionShape shape) => shape.Window is not null ? null
        : (shape.Page is null ? Math : Gather) is var kernel && kernel == shape.Kernel ? null : kernel;

    // What one call allocates when decoding is a few pages: too little to be measured.
    private static ImmutableArray<WorkloadMetric> Metrics(AttentionShape shape) =>
    [
        shape.IsDecode ? WorkloadMetric.Bandwidth : WorkloadMetric.FlopRate,
        WorkloadMetric.CallTime,
        .. shape.IsDecode ? [] : ImmutableArray.Create(WorkloadMetric.TokenRate),
        .. Baseline(shape) is null ? [] : ImmutableArray.Create(WorkloadMetric.SpeedUp),
        .. shape.IsDecode ? [] : ImmutableArray.Create(PeakMemory),
    ];
}
