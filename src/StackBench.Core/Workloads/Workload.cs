using System.Collections.Immutable;

namespace StackBench.Core.Workloads;

/// <summary>One thing that is measured: an operation with exact parameters, what it costs and what bounds its result.</summary>
public sealed record Workload
{
    /// <summary>Benchmark it belongs to, e.g. <c>gemm</c>.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Stable name within the benchmark, e.g. <c>bf16 2048x2048x2048</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Operation of the worker protocol, e.g. <c>gemm</c>.</summary>
    public required string Op { get; init; }

    public required Parameters Parameters { get; init; }

    public required Cost Cost { get; init; }

    /// <summary>Headline metric first.</summary>
    public required ImmutableArray<WorkloadMetric> Metrics { get; init; }

    /// <summary>Smallest suite that includes it.</summary>
    public required Suite Suite { get; init; }

    public Bounds Bounds { get; init; } = Bounds.None;

    /// <summary>Name of the sibling workload its speed-up is held against (the math composition for a flash kernel).</summary>
    public string? Against { get; init; }

    /// <summary>A small relative whose rate predicts this one's time, so that a hopeless shape is skipped before it is tried.</summary>
    public Workload? Probe { get; init; }

    /// <summary>Samples per launch where a single call lasts seconds (a training step, a generation); null for the usual number.</summary>
    public int? FewSamples { get; init; }

    /// <summary>A call is a measurement of its own, warm-up and many values included (a load of requests): each launch makes one.</summary>
    public bool IsSingleCall { get; init; }

    /// <summary>Null for a workload that is measured for its rate alone.</summary>
    public LoadTest? Load { get; init; }

    /// <summary>What the result tells of the device beside its values.</summary>
    public ImmutableArray<WorkloadFact> Facts { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>What to do when the prediction says too slow.</summary>
    public string? SlowRemedy { get; init; }
}
