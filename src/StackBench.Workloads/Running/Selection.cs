using System.Collections.Immutable;

namespace StackBench.Workloads.Running;

/// <summary>Which benchmarks, devices and engines the user wants; empty lists mean all.</summary>
public sealed record Selection
{
    public ImmutableArray<string> Benchmarks { get; init; } = [];

    public ImmutableArray<string> Devices { get; init; } = [];

    public ImmutableArray<string> Engines { get; init; } = [];
}
