using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Bench;

/// <summary>Runs of 3 launches for each workload, seeded, an hour apart; 45 workloads are the size of a quick suite.</summary>
internal static class SyntheticRuns
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="samples">Samples of a launch.</param>
    /// <param name="runsALibrary">Runs after which another version of the library is measured.</param>
    public static IEnumerable<Run> Create(int count, int workloads, int samples = 20, int runsALibrary = int.MaxValue)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            var startedAt = Begin.AddHours(i);
            yield return new Run
            {
                Id = RunId.Create(startedAt, random),
                Status = RunStatus.Complete,
                StartedAt = startedAt,
                FinishedAt = startedAt.AddMinutes(2),
                Label = i % 10 == 0 ? "weekly" : null,
                Tool = new ToolVersion("0.1.0", ToolVersion.CurrentMethod),
                Settings = new RunSettings { Suite = Suite.Quick, Launches = 3, Seed = i },
                Fingerprint =
                    Fingerprint.Of(
                    [
                        new("cpu.model", "Synthetic CPU", FactRole.Identity),
                        new("software.libtorch", $"2.{i / runsALibrary}", FactRole.Cause),
                    ]),
                Results = [.. Enumerable.Range(0, workloads).Select(workload => Result(workload, startedAt, samples, random))],
            };
        }
    }

    private static BenchmarkResult Result(int workload, DateTimeOffset startedAt, int samples, Random random)
    {
        ImmutableArray<Launch> launches = [.. Enumerable.Range(1, 3).Select(number => Launch(number, startedAt, samples, random))];
        var metric = MetricDefinitions.FlopRate;
        var value = launches.Select(launch => launch.Values[metric.Name]).Order().ElementAt(1);
        return new BenchmarkResult
        {
            Benchmark = "gemm",
            Workload = $"fp32 shape {workload}",
            Parameters = Parameters.Of(("m", workload), ("n", 1024), ("k", 1024), ("dtype", "fp32")),
            Device = "cpu",
            Engine = "libtorch",
            Cost = new Cost(Flop: 1e9),
            Layer = new Layer(),
            Outcome = new Ok([new MetricValue(metric.Name, value, metric.Unit, metric.Better, null)], []),
            Launches = launches,
        };
    }

    private static Launch Launch(int number, DateTimeOffset startedAt, int count, Random random)
    {
        ImmutableArray<Sample> samples =
            [.. Enumerable.Range(0, count).Select(i => new Sample(0.01 + (0.001 * random.NextDouble()), i * 0.01))];
        return new Launch
        {
            Number = number,
            StartedAt = startedAt,
            Backend = "synthetic",
            CallsPerSample = 1,
            Clock = SampleClock.Host,
            WarmUp = new WarmUp(3, 0.15),
            StopReason = StopReason.Converged,
            Samples = samples,
            Values =
                ImmutableSortedDictionary<string, double>.Empty.Add(
                    MetricDefinitions.FlopRate.Name, 1e9 / samples[count / 2].DurationSeconds),
        };
    }
}
