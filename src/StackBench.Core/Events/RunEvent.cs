using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;

namespace StackBench.Core.Events;

/// <summary>What happens during a run, in order. Terminal output, full screen and <c>--format jsonl</c> consume the same stream.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RunStarted), "run-started")]
[JsonDerivedType(typeof(WorkloadStarted), "workload-started")]
[JsonDerivedType(typeof(SamplesTaken), "samples-taken")]
[JsonDerivedType(typeof(TelemetryTaken), "telemetry")]
[JsonDerivedType(typeof(WorkloadFinished), "workload-finished")]
[JsonDerivedType(typeof(RunFinished), "run-finished")]
public abstract record RunEvent
{
    private protected RunEvent()
    {
    }

    public required DateTimeOffset At { get; init; }
}

/// <param name="Run">The run without results.</param>
/// <param name="PlannedSteps">Workload launches that will be tried.</param>
/// <param name="EstimatedSeconds">How long they take by the plan; null where it does not say.</param>
public sealed record RunStarted(Run Run, int PlannedSteps, double? EstimatedSeconds = null) : RunEvent;

/// <param name="Step">1-based, of the planned steps.</param>
/// <param name="RemainingSeconds">Estimate for the rest of the run; null before there is a ground for one.</param>
/// <param name="Next">What is measured after it in this launch; null at its end.</param>
public sealed record WorkloadStarted(
    ResultKey Key, int Launch, int Step, double? RemainingSeconds = null, ResultKey? Next = null) : RunEvent;

/// <param name="DurationsSeconds">Time per call of the new samples.</param>
public sealed record SamplesTaken(ResultKey Key, int Launch, ImmutableArray<double> DurationsSeconds) : RunEvent;

/// <summary>The latest reading of each channel, for whoever watches; told between batches of samples, never during one.</summary>
public sealed record TelemetryTaken(ResultKey Key, int Launch, ImmutableArray<TelemetryLevel> Levels) : RunEvent;

/// <param name="Result">All launches so far, with the outcome they support.</param>
/// <param name="IsFinal">Whether no launch of this workload is still to come.</param>
public sealed record WorkloadFinished(BenchmarkResult Result, int Launch, bool IsFinal) : RunEvent;

public sealed record RunFinished(string RunId, RunStatus Status) : RunEvent;
