using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Running;

/// <summary>What a run will try, and what it will not try and why.</summary>
public sealed record Plan
{
    public required RunSettings Settings { get; init; }

    /// <summary>The same for every launch: what a budget allows is settled before the first sample.</summary>
    public required SamplingPolicy Sampling { get; init; }

    /// <summary>Launches of each workload: those asked for, or as many as the budget has room for.</summary>
    public required int Launches { get; init; }

    public required ImmutableArray<PlannedWorkload> Workloads { get; init; }

    /// <summary>Whether they are measured in their order, each launch alike; else shuffled by the seed.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Results of workloads that cannot run here.</summary>
    public required ImmutableArray<BenchmarkResult> Skipped { get; init; }

    /// <summary>How long all launches take: warm-up and samples as planned, and what starting and preparing usually take.</summary>
    public double EstimatedSeconds
    {
        get
        {
            const double preparingSeconds = 0.7;
            var seconds = Workloads.Length * Launches * (Sampling.WarmUpSeconds + Sampling.MaximumSeconds + preparingSeconds);
            return Settings.BudgetSeconds is { } budget ? Math.Min(budget, seconds) : seconds;
        }
    }

    /// <summary>What a budget costs, in a sentence; null where nothing.</summary>
    public string? BudgetNote { get; init; }

    /// <summary>Of every result it will have, in the order of the catalog.</summary>
    public ImmutableArray<ResultKey> Keys => [.. Workloads.Select(planned => planned.Key), .. Skipped.Select(result => result.Key)];

    /// <summary>Physical limits per device.</summary>
    public required ImmutableDictionary<string, Peaks> Peaks { get; init; }
}
