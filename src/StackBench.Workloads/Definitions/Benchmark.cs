using System.Collections.Immutable;
using StackBench.Core.Workloads;

namespace StackBench.Workloads.Definitions;

/// <summary>One benchmark of the catalog: a family of workloads with its place in the stack.</summary>
public sealed record Benchmark
{
    /// <summary>Stable name on the command line and in documents, kebab-case.</summary>
    public required string Name { get; init; }

    /// <summary>One line that says what it measures.</summary>
    public required string Summary { get; init; }

    public required BenchmarkGroup Group { get; init; }

    /// <summary>Other names people know it by.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Engines that can run it, best first; empty while no engine of this version can.</summary>
    public ImmutableArray<string> Engines { get; init; } = [];

    /// <summary>Why no engine of this version can run it; null when one can.</summary>
    public string? NotYet { get; init; }

    /// <summary>What it cannot do without, e.g. <c>a GPU</c>; null when nothing special.</summary>
    public string? Needs { get; init; }

    /// <summary>Whether it is about GPUs, so that the CPU is measured only where its name is given.</summary>
    public bool IsOfGpus { get; init; }

    /// <summary>Its workloads on a device, in reading order; none where it has nothing to measure there.</summary>
    public Func<WorkloadTarget, ImmutableArray<Workload>> Workloads { get; init; } = _ => [];
}
