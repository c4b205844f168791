using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Core.Telemetry;

namespace StackBench.Core.Results;

/// <summary>One workload measured in one fresh engine process: the unit of evidence of every comparison.</summary>
public sealed record Launch
{
    /// <summary>1-based.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Kernel or provider that really ran, as the engine names it.</summary>
    public required string Backend { get; init; }

    /// <summary>Threads the engine computed with; null where the notion does not apply.</summary>
    public int? Threads { get; init; }

    /// <summary>Calls timed together in one sample.</summary>
    public required long CallsPerSample { get; init; }

    public required SampleClock Clock { get; init; }

    /// <summary>
    /// Duration of the first call of the workload in its process; what the process pays once falls on whichever workload came first.
    /// </summary>
    public double? FirstCallSeconds { get; init; }

    public required WarmUp WarmUp { get; init; }

    public required StopReason StopReason { get; init; }

    /// <summary>Null for workloads that have no result to check (a bandwidth kernel checks itself and fails instead).</summary>
    public ReferenceCheck? Check { get; init; }

    public required ImmutableArray<Sample> Samples { get; init; }

    /// <summary>Further series by name, in the metric's unprefixed unit.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<double>> Series
    {
        get => field ?? ImmutableSortedDictionary<string, ImmutableArray<double>>.Empty;
        init;
    }

    /// <summary>Value of each metric in this launch, by metric name, in the unprefixed unit.</summary>
    public ImmutableSortedDictionary<string, double> Values { get => field ?? ImmutableSortedDictionary<string, double>.Empty; init; }

    /// <summary>
    /// Shares of the launch's time, by name (<c>cpu-pressure</c>), in which other work disturbed it; empty where unknown.
    /// </summary>
    public ImmutableSortedDictionary<string, double> Conditions { get => field ?? ImmutableSortedDictionary<string, double>.Empty; init; }

    /// <summary>What the engine wants its reader to know; null where it had nothing to say.</summary>
    public ImmutableArray<Note>? Notes { get; init; }

    /// <summary>Why it has no value of the headline metric though nothing failed; null where it has one, and in documents.</summary>
    [JsonIgnore]
    public Note? NoValue { get; init; }

    /// <summary>What the machine did meanwhile; null where nothing was sampled.</summary>
    public LaunchTelemetry? Telemetry { get; init; }
}
