using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Running.Engines;

namespace StackBench.Tests.Running.Engines;

/// <summary>The fake worker program as an engine, and workloads for it.</summary>
internal static class FakeEngine
{
    public static EngineDefinition Define(string mode) => new() { Name = "fake", Command = [Program(), mode] };

    public static Workload Workload(string name = "one") => new()
    {
        Benchmark = "fake",
        Name = name,
        Op = "fake",
        Parameters = Parameters.Of(("size", 1)),
        Cost = new Cost(Flop: 1000, Bytes: 1000),
        Metrics = [new(MetricDefinitions.FlopRate, MetricSource.FlopOverMedian), new(MetricDefinitions.CallTime, MetricSource.MedianTime)],
        Suite = Suite.Quick,
    };

    public static PlannedWorkload Planned(string mode, string name = "one") => new(Workload(name), "cpu", Define(mode));

    /// <summary>A few milliseconds a launch: what is tested is not the time.</summary>
    public static SamplingPolicy FastSampling { get; } = new()
    {
        MinimumSampleSeconds = 0.0005,
        WarmUpSeconds = 0.001,
        MinimumSeconds = 0.001,
        MaximumSeconds = 0.02,
        SlowLimitSeconds = 10,
    };

    private static string Program()
    {
        // artifacts/bin/StackBench.Tests/debug -> artifacts/bin/StackBench.FakeWorker/debug
        var folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.GetFullPath(
            Path.Combine(folder, "..", "..", "StackBench.FakeWorker", Path.GetFileName(folder), "StackBench.FakeWorker"));
    }
}
