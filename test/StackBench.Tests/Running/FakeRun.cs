using System.Collections.Immutable;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Machine.Vendors;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Running.Engines;

namespace StackBench.Tests.Running;

/// <summary>Runs of the fake worker program, and what came of them.</summary>
internal static class FakeRun
{
    public static Plan Plan(int launches, params PlannedWorkload[] workloads) => new()
    {
        Settings = new RunSettings { Suite = Suite.Quick, Launches = launches, Seed = 1 },
        Sampling = FakeEngine.FastSampling,
        Launches = launches,
        Workloads = [.. workloads],
        Skipped = [],
        Peaks = ImmutableDictionary<string, Peaks>.Empty,
    };

    public static Task<List<RunEvent>> EventsAsync(int launches, params PlannedWorkload[] workloads) =>
        EventsAsync(Plan(launches, workloads));

    public static async Task<List<RunEvent>> EventsAsync(Plan plan, EngineTimeouts? timeouts = null, TelemetrySources? telemetry = null)
    {
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(plan, TimeProvider.System, timeouts, telemetry)
            .RunAsync(Empty(), TestContext.Current.CancellationToken))
            events.Add(happening);
        return events;
    }

    public static BenchmarkResult Final(List<RunEvent> events) => Finals(events).Last();

    public static BenchmarkResult[] Finals(List<RunEvent> events) =>
        [.. events.OfType<WorkloadFinished>().Where(finished => finished.IsFinal).Select(finished => finished.Result)];

    public static Run Empty() => new()
    {
        Id = "20261124-000000-0000",
        Status = RunStatus.Running,
        StartedAt = DateTimeOffset.UnixEpoch,
        Tool = new ToolVersion("test", ToolVersion.CurrentMethod),
        Settings = new RunSettings { Suite = Suite.Quick, Launches = 1, Seed = 1 },
        Fingerprint = Fingerprint.Of([]),
    };
}
