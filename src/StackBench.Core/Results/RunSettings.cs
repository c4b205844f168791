using System.Collections.Immutable;
using StackBench.Core.Workloads;

namespace StackBench.Core.Results;

/// <summary>What the user asked for; enough to repeat the run.</summary>
public sealed record RunSettings
{
    public required Suite Suite { get; init; }

    /// <summary>Benchmarks or groups asked for; empty means the whole suite.</summary>
    public ImmutableArray<string> Benchmarks { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Devices asked for; empty means every device.</summary>
    public ImmutableArray<string> Devices { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Engines asked for; empty means every engine that is found.</summary>
    public ImmutableArray<string> Engines { get => field.IsDefault ? [] : field; init; } = [];

    public required int Launches { get; init; }

    /// <summary>Seed of the order and of every input.</summary>
    public required long Seed { get; init; }

    public double? BudgetSeconds { get; init; }
}
