using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Tests.Fixtures;

/// <summary>Runs of one machine on successive days, for what is decided over several.</summary>
internal static class HistoryRun
{
    private static readonly DateTimeOffset FirstDay = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    /// <param name="day">0-based; also decides the small noise of the values, the same at every call.</param>
    /// <param name="gigaflops">Centre of the GEMM's launches.</param>
    /// <param name="noise">Relative spread of launches and days.</param>
    /// <param name="facts">Besides those every run has; one of the same name replaces it.</param>
    public static Run Of(
        int day, double gigaflops = 100, double noise = 0.002, string? label = null, int launches = 5, params FingerprintFact[] facts)
    {
        var random = new Random(day + 1);
        double Noisy(double value) => value * (1 + (noise * ((2 * random.NextDouble()) - 1)));
        var centre = Noisy(gigaflops);
        var startedAt = FirstDay.AddDays(day);
        return ExampleRun.Full with
        {
            Id = startedAt.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + "-"
                + day.ToString("x4", CultureInfo.InvariantCulture),
            StartedAt = startedAt,
            FinishedAt = startedAt.AddMinutes(2),
            Label = label,
            Fingerprint =
                Fingerprint.Of(
                    [new("cpu.model", "AMD EPYC 9B45", FactRole.Identity), new("engine.libtorch.version", "2.10.0", FactRole.Cause)])
                    .With(facts),
            Results =
            [
                Result("gemm", "fp32 2048x2048x2048", "libtorch", [.. Enumerable.Range(0, launches).Select(_ => Noisy(centre) * 1e9)]),
                Result("compute-peak", "fp32 512-bit, all threads", "native",
                    [.. Enumerable.Range(0, launches).Select(_ => Noisy(400) * 1e9)]),
            ],
        };
    }

    private static BenchmarkResult Result(string benchmark, string workload, string engine, double[] values) =>
        ExampleRun.Measured(
            benchmark, workload, engine, values.Order().ElementAt(values.Length / 2), 0, Unit.FlopPerSecond, "flop-rate", new Layer()) with
        {
            Outcome = new Ok([new("flop-rate", values.Order().ElementAt(values.Length / 2), Unit.FlopPerSecond, Better.Higher, null)], []),
            Launches =
            [
                .. values.Select((value, index) => new Launch
                {
                    Number = index + 1,
                    StartedAt = FirstDay,
                    Backend = "oneDNN",
                    Threads = 2,
                    CallsPerSample = 1,
                    Clock = SampleClock.Host,
                    WarmUp = new WarmUp(3, 0.1),
                    StopReason = StopReason.Converged,
                    Samples = [new(17.18e9 / value, 0)],
                    Values = ImmutableSortedDictionary<string, double>.Empty.Add("flop-rate", value),
                }),
            ],
        };
}
