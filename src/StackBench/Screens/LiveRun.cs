using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Screens;

/// <summary>A run in progress, as its events tell it.</summary>
/// <param name="Run">With all results so far; null before it began.</param>
/// <param name="Samples">
/// Seconds per call, oldest first, of the launch that <paramref name="Sampled"/> tells: the last one that had any, so that a chart stays
/// until the next has.
/// </param>
/// <param name="Finished">Last word on each workload, newest last.</param>
internal sealed record LiveRun(
    Run? Run, int PlannedSteps, int Step, double? RemainingSeconds, ResultKey? Current, int Launch, (ResultKey Key, int Launch)? Sampled,
    ImmutableArray<double> Samples,
    ImmutableArray<BenchmarkResult> Finished, ImmutableArray<TelemetryLevel> Levels, bool IsStopping, ResultKey? Next = null)
{
    private const int MostSamples = 2000;

    public static LiveRun Starting { get; } = new(null, 0, 0, null, null, 0, null, [], [], [], IsStopping: false);

    /// <summary><c>12 of 30, about 1 min 20 s left</c>.</summary>
    public string Progress
    {
        get
        {
            if (PlannedSteps == 0) return IsStopping ? "stopping" : "starting: looking for engines";
            var left = RemainingSeconds is { } seconds ? $", about {NumberText.Duration(seconds)} left" : "";
            return string.Create(
                CultureInfo.InvariantCulture, $"{Step} of {PlannedSteps}{left}{(IsStopping ? ", stopping after this sample" : "")}");
        }
    }

    /// <summary>Whether <see cref="Samples"/> are of what is being measured now.</summary>
    public bool IsCurrent => Sampled is { } sampled && sampled.Key == Current && sampled.Launch == Launch;

    /// <summary>What is known of the workload that is being measured from the launches before; null in the first.</summary>
    public BenchmarkResult? Before => Finished.FirstOrDefault(result => result.Key == Current);

    public LiveRun With(RunEvent happening) => happening switch
    {
        RunStarted started => this with { Run = started.Run, PlannedSteps = started.PlannedSteps },
        WorkloadStarted started => this with
        {
            Current = started.Key,
            Launch = started.Launch,
            Step = started.Step,
            RemainingSeconds = started.RemainingSeconds,
            Next = started.Next,
        },
        SamplesTaken taken => this with
        {
            Sampled = (taken.Key, taken.Launch),
            Samples = Newest((Sampled == (taken.Key, taken.Launch) ? Samples : []).AddRange(taken.DurationsSeconds)),
        },
        TelemetryTaken taken => this with { Levels = taken.Levels },
        WorkloadFinished finished => this with
        {
            Run = Run?.With(finished.Result),
            Finished = finished.Launch > 0 ? Finished.RemoveAll(other => other.Key == finished.Result.Key).Add(finished.Result) : Finished,
        },
        _ => this,
    };

    private static ImmutableArray<double> Newest(ImmutableArray<double> samples) =>
        samples.Length > MostSamples ? samples[^MostSamples..] : samples;
}
