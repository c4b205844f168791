using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Expectations;

/// <summary>Results of a GPU, of one value each, as engines name their workloads.</summary>
internal static class Gpus
{
    public const string Address = "0000:03:00.0";

    public static BenchmarkResult Gemm(double flopPerSecond, string type = "bf16", double? published = null) => Result(
        "tensor-core", $"{type} 8192", flopPerSecond, Unit.FlopPerSecond, published,
        ("dtype", type), ("m", 8192), ("n", 8192), ("k", 8192));

    public static BenchmarkResult Loop(double flopPerSecond, string type = "bf16", string unit = "matrix") => Result(
        "device-peak", $"{unit} {type}", flopPerSecond, Unit.FlopPerSecond, null, ("dtype", type), ("unit", unit), ("sum", "fp32"));

    public static BenchmarkResult Memory(double bytesPerSecond, string kind = "copy", double? published = null) => Result(
        "device-memory", $"{kind} 4 GiB", bytesPerSecond, Unit.BytePerSecond, published, ("kind", kind), ("bytes", 1L << 32));

    public static BenchmarkResult Transfer(double bytesPerSecond, string kind = "h2d") => Result(
        "device-memory", $"{kind} pinned 256 MiB", bytesPerSecond, Unit.BytePerSecond, null, ("kind", kind), ("pinned", true));

    public static Run Run(string name, string pciId, params BenchmarkResult[] results) =>
        Run(name, pciId, [], results);

    public static Run Run(string name, string pciId, FingerprintFact[] facts, params BenchmarkResult[] results) => ExampleRun.Full with
    {
        Fingerprint = Fingerprint.Of(
        [
            new($"gpu.{Address}.name", name, FactRole.Cause), new($"gpu.{Address}.device-id", pciId, FactRole.Identity),
            new($"gpu.{Address}.partition", "none", FactRole.Cause),
        ]).With(facts),
        Results = [.. results],
    };

    public static FingerprintFact[] Link(int lanes, string most) =>
    [
        new($"gpu.{Address}.link-lanes", lanes.ToString(System.Globalization.CultureInfo.InvariantCulture), FactRole.Cause),
        new($"gpu.{Address}.link-most", most, FactRole.Cause),
    ];

    private static BenchmarkResult Result(
        string benchmark, string workload, double value, Unit unit, double? published,
        params (string, ParameterValue)[] parameters) => new()
        {
            Benchmark = benchmark,
            Workload = workload,
            Parameters = Parameters.Of(parameters),
            Device = Address,
            Engine = "pytorch",
            Cost = new Cost(),
            Layer = new Layer(),
            Outcome = new Ok(
                [
                    new(unit == Unit.BytePerSecond ? "bandwidth" : "flop-rate", value, unit, Better.Higher),
                    .. published is { } share
                        ? [new MetricValue("published-share", share * 100, Unit.Percent, Better.Higher)]
                        : (MetricValue[])[],
                ], []),
        };
}
