using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Machine;

namespace StackBench.Workloads;

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

    /// <summary>Its workloads on the CPU of a machine, in reading order; sizes follow from the machine.</summary>
    public Func<MachineFacts, ImmutableArray<Workload>> Workloads { get; init; } = _ => [];
}
