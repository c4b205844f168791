using System.Globalization;
using StackBench.Core.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Fleet;

/// <summary>Documents of a made-up fleet: nodes of four GPUs, one metric, half a percent of noise.</summary>
internal static class FleetRuns
{
    public const int Slots = 4;

    private static readonly DateTimeOffset FirstNight = new(2026, 1, 1, 22, 0, 0, TimeSpan.Zero);

    /// <param name="night">0-based; the run is labelled with <paramref name="label"/>, else <c>night3</c>.</param>
    /// <param name="factor">Of each slot's value; null for 1 everywhere.</param>
    public static Run Of(
        int node, int night, Func<int, double>? factor = null, string? label = null, params FingerprintFact[] facts)
    {
        var startedAt = FirstNight.AddDays(night).AddSeconds(node);
        var random = new SplitMix64((ulong)((node * 1000) + night + (label?.Length ?? 0)));
        return ExampleRun.Full with
        {
            Id = RunId.Create(startedAt, new Random((node * 1000) + night + (label?.Length ?? 0))),
            StartedAt = startedAt,
            FinishedAt = startedAt.AddMinutes(1),
            Label = label ?? Night(night),
            Fingerprint = Fingerprint.Of(
            [
                new("gpu.0000:03:00.0.name", "MI300X", FactRole.Identity),
                new(NodeName.Fact, Node(node), FactRole.Noise),
                new("slurm.topology", string.Create(CultureInfo.InvariantCulture, $"s0.rack{node / 4}.{Node(node)}"), FactRole.Noise),
            ]).With(facts),
            Results =
            [
                .. Enumerable.Range(0, Slots).Select(slot => Result(
                    slot, 600e12 * (1 + (0.005 * random.NextNormal())) * (factor?.Invoke(slot) ?? 1))),
            ],
        };
    }

    public static string Node(int node) => string.Create(CultureInfo.InvariantCulture, $"node{node}");

    public static string Night(int night) => string.Create(CultureInfo.InvariantCulture, $"night{night}");

    /// <summary>As a file of the run in a folder.</summary>
    public static void Write(Run run, string folder) =>
        File.WriteAllBytes(Path.Combine(folder, run.Id + ".json"), RunDocument.Write(run));

    private static BenchmarkResult Result(int slot, double value) => new()
    {
        Benchmark = "gemm",
        Workload = "bf16 8192x8192x8192",
        Parameters = Parameters.None,
        Device = string.Create(CultureInfo.InvariantCulture, $"cuda:{slot}"),
        Engine = "pytorch",
        Cost = new Cost(1, 1),
        Layer = new Layer(),
        Outcome = new Ok([new MetricValue("flop-rate", value, Unit.FlopPerSecond, Better.Higher)], []),
    };
}
