using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Bench.CompareBench;

/// <summary>
/// Runs of 3 launches for each of many workloads, newest first, seeded; every fifth run has another engine than the one before.
/// </summary>
internal static class SyntheticRuns
{
    private const int Launches = 3;

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ImmutableArray<Run> Create(int count, int workloads)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i => Run(Begin.AddHours(-i), version: (i - 1) / 5, workloads, random))];
    }

    private static Run Run(DateTimeOffset startedAt, int version, int workloads, Random random) => new()
    {
        Id = RunId.Create(startedAt, random),
        Status = RunStatus.Complete,
        StartedAt = startedAt,
        FinishedAt = startedAt.AddMinutes(2),
        Tool = new ToolVersion("0.1.0", ToolVersion.CurrentMethod),
        Settings = new RunSettings { Suite = Suite.Quick, Launches = Launches, Seed = 1 },
        Fingerprint = Fingerprint.Of(
        [
            new("cpu.model", "Synthetic CPU", FactRole.Identity), new("software.libtorch", $"2.{version}", FactRole.Cause),
        ]),
        Results = [.. Enumerable.Range(0, workloads).Select(workload => Result(workload, startedAt, random))],
    };

    private static BenchmarkResult Result(int workload, DateTimeOffset startedAt, Random random)
    {
        ImmutableArray<Launch> launches = [.. Enumerable.Range(1, Launches).Select(number => Launch(number, startedAt, random))];
        var metric = MetricDefinitions.FlopRate;
        var value = launches.Select(launch => launch.Values[metric.Name]).Order().ElementAt(Launches / 2);
        return new BenchmarkResult
        {
            Benchmark = "gemm",
            Workload = $"fp32 shape {workload}",
            Parameters = Parameters.Of(("m", workload), ("n", 1024), ("k", 1024), ("dtype", "fp32"), ("threads", 2)),
            Device = "cpu",
            Engine = "libtorch",
            Cost = new Cost(Flop: 1e9),
            Layer = new Layer(),
            Outcome = new Ok([new MetricValue(metric.Name, value, metric.Unit, metric.Better, null)], []),
            Launches = launches,
        };
    }

    private static Launch Launch(int number, DateTimeOffset startedAt, Random random) => new()
    {
        Number = number,
        StartedAt = startedAt,
        Backend = "synthetic",
        CallsPerSample = 1,
        Clock = SampleClock.Host,
        WarmUp = new WarmUp(3, 0.15),
        StopReason = StopReason.Converged,
        Samples = [],
        Values = ImmutableSortedDictionary<string, double>.Empty.Add(
            MetricDefinitions.FlopRate.Name, 1e9 * (1 + (0.02 * random.NextDouble()))),
    };
}
