using System.Collections.Immutable;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Worker.Device;

namespace StackBench.Tests.Worker.Vulkan;

/// <summary>Runs of the engine vulkan as the host makes them, with short samples.</summary>
internal static class DriverRuns
{
    private const string Device = "vulkan:0";

    private static readonly SamplingPolicy Short = new()
    {
        MinimumSampleSeconds = 0.001,
        MinimumSamples = 2,
        MinimumWarmUpCalls = 1,
        WarmUpSeconds = 0,
        MinimumSeconds = 0,
        MaximumSeconds = 0.02,
        SlowLimitSeconds = 60,
    };

    /// <summary>Every workload of the engine in sizes for a driver on the CPU.</summary>
    public static ImmutableArray<Workload> Workloads => [.. DeviceWorkloads.All()];

    public static ImmutableArray<Workload> Of(string benchmark) => [.. Workloads.Where(workload => workload.Benchmark == benchmark)];

    /// <summary>The final results in the order of the workloads.</summary>
    public static async Task<ImmutableArray<BenchmarkResult>> RunAsync(EngineDefinition engine, params IEnumerable<Workload> workloads) =>
        await RunAsync([.. workloads.Select(workload => new PlannedWorkload(workload, Device, engine))]);

    public static async Task<ImmutableArray<BenchmarkResult>> RunAsync(ImmutableArray<PlannedWorkload> planned)
    {
        var settings = new RunSettings { Suite = Suite.Quick, Launches = 1, Seed = 1 };
        var plan = new Plan
        {
            Settings = settings,
            Sampling = Short,
            Launches = 1,
            Workloads = planned,
            Skipped = [],
            Peaks = ImmutableDictionary<string, Peaks>.Empty,
        };
        var run = new Run
        {
            Id = "20261124-000000-0000",
            Status = RunStatus.Running,
            StartedAt = DateTimeOffset.UnixEpoch,
            Tool = new ToolVersion("test", ToolVersion.CurrentMethod),
            Settings = settings,
            Fingerprint = Fingerprint.Of([]),
        };
        var final = new Dictionary<ResultKey, BenchmarkResult>();
        await foreach (var happening in new Runner(plan, TimeProvider.System).RunAsync(run, TestContext.Current.CancellationToken))
            if (happening is WorkloadFinished { IsFinal: true } finished) final[finished.Result.Key] = finished.Result;
        return [.. planned.Select(one => final[one.Key])];
    }

    public static async Task<EngineStatus> ProbeAsync(EngineDefinition engine) =>
        Assert.Single(await EngineProbe.ProbeAsync([engine], TimeProvider.System, TestContext.Current.CancellationToken));

    /// <summary>Writes what each workload came to into the output of the test.</summary>
    public static void Tell(ImmutableArray<BenchmarkResult> results)
    {
        foreach (var result in results)
            TestContext.Current.TestOutputHelper?.WriteLine($"{result.Benchmark} {result.Workload}: {Text(result)}");
    }

    /// <summary>What it came to, with the reason.</summary>
    public static string Text(BenchmarkResult result) => result.Outcome switch
    {
        Ok => $"ok, {result.Launches[0].Backend}",
        Failed failed => $"failed ({failed.Stage}): {failed.Reason}",
        Skipped skipped => $"skipped: {skipped.Reason}",
        var other => other.ToString(),
    };
}
