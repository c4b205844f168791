using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Tests.Fixtures;

/// <summary>Synthetic runs: one with every outcome and every field, and small ones for lists.</summary>
internal static class ExampleRun
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 15, 2, TimeSpan.Zero);

    public static Run Full { get; } = new()
    {
        Id = "20261124-081502-7f3a",
        Status = RunStatus.Complete,
        StartedAt = Start,
        FinishedAt = Start.AddSeconds(131.5),
        Label = "before rocm 7.1",
        Tool = new ToolVersion("0.1.0", ToolVersion.CurrentMethod),
        Settings =
            new RunSettings
            {
                Suite = Suite.Quick,
                Benchmarks = ["memory-bandwidth", "gemm"],
                Launches =
                3,
                Seed = 42,
                BudgetSeconds = 600
            },
        Fingerprint = Fingerprint.Of(
        [
            new("cpu.model", "AMD EPYC 9B45", FactRole.Identity),
            new("gpu.0000:03:00.0.name", "Radeon PRO W7900", FactRole.Identity),
            new("os.name", "Debian GNU/Linux 12", FactRole.Cause),
            new("cpu.governor", null, FactRole.Cause, "no cpufreq in this virtual machine"),
            new("os.hostname", "lab", FactRole.Noise),
        ]),
        Results =
        [
            Observed(Measured(
                "memory-bandwidth", "copy", "native", 42.1e9, 0.004, Unit.BytePerSecond, "bandwidth", new Layer("bandwidth.memory"))),
            Measured("memory-bandwidth", "triad", "native", 40.02e9, 0.061, Unit.BytePerSecond, "bandwidth",
                new Layer(Below: "bandwidth.memory", BelowTitle: "measured copy bandwidth"), StopReason.Unconverged),
            Measured("memory-latency", "32 KiB", "native", 1.12e-9, 0.002, Unit.Second, "latency", new Layer(), isLowerBetter: true),
            Measured("memory-latency", "1 GiB", "native", 104.6e-9, 0.012, Unit.Second, "latency", new Layer(), isLowerBetter: true),
            Measured("cpu-fma", "fp32 all threads", "native", 430e9, 0.001, Unit.FlopPerSecond, "flop-rate", new Layer("fma.fp32")),
            Measured("gemm", "fp32 2048x2048x2048", "libtorch", 172.4e9, 0.011, Unit.FlopPerSecond, "flop-rate", Fma(1)),
            Measured("gemm", "bf16 2048x2048x2048", "libtorch", 686e9, 0.02, Unit.FlopPerSecond, "flop-rate", Fma(2),
                note: new Note("contended", "Other processes used 12 % of the processor.", "Stop them and repeat.")),
            Without("gemm", "fp16 4096x4096x4096", "libtorch", new Skipped("too slow: estimated 96 s", "Allow more time: --budget 5m")),
            Without("gemm", "int8 2048x2048x2048", "libtorch", new Failed(
                FailureStage.WarmUp, "the worker ended with signal 11 (SIGSEGV)", ["loading libtorch_cpu.so", "Segmentation fault"])),
            Without("attention", "fp32 b1 h32 s4096 d128", "libtorch",
                new Implausible("flop-rate", 9.1e12, new Ceiling(768e9, Unit.FlopPerSecond, "2 cores x 64 FLOP/cycle x 6.0 GHz"))),
            Without("llm-decode", "7B q4", null,
                new Skipped("llama.cpp is not installed", "Install llama.cpp and put llama-bench on the PATH.")),
        ],
    };

    /// <summary>A small run begun <paramref name="number"/> minutes after the example, with an id of its own.</summary>
    public static Run Small(int number, string? label = null) => Full with
    {
        Id = $"{Start.AddMinutes(number):yyyyMMdd-HHmmss}-{number & 0xffff:x4}",
        StartedAt = Start.AddMinutes(number),
        FinishedAt = Start.AddMinutes(number).AddSeconds(30),
        Label = label,
        Results = [Full.Results[0]],
    };

    /// <summary>The same with telemetry of each launch.</summary>
    private static BenchmarkResult Observed(BenchmarkResult result) =>
        result with { Launches = [.. result.Launches.Select(launch => launch with { Telemetry = ExampleTelemetry.Record })] };

    private static Layer Fma(double factor) => new(Provides: null, "fma.fp32", factor, "measured fp32 FMA peak");

    public static BenchmarkResult Measured(
        string benchmark,
        string workload,
        string engine,
        double value,
        double spread,
        Unit unit,
        string metric,
        Layer layer,
        StopReason stopReason = StopReason.Converged,
        bool isLowerBetter = false,
        Note? note = null)
    {
        double[] values = [value, value * (1 - spread), value * (1 + spread)];
        return Without(benchmark, workload, engine, new Ok(
            [
                new(metric, value, unit, isLowerBetter ? Better.Lower : Better.Higher, new Interval(values[1], values[2], 0.75)),
                new("call-time", 0.0123, Unit.Second, Better.Lower, Interval: null),
            ],
            note is null ? [] : [note])) with
        {
            Layer = layer,
            Launches =
                [.. values.Select(
                    (launchValue, index) => LaunchOf(index + 1, metric, launchValue, index == 0 ? stopReason : StopReason.Converged))],
        };
    }

    private static BenchmarkResult Without(string benchmark, string workload, string? engine, Outcome outcome) => new()
    {
        Benchmark = benchmark,
        Workload = workload,
        Parameters = Parameters.Of(("dtype", "fp32"), ("n", 2048), ("transposed", false)),
        Device = "cpu",
        Engine = engine,
        Cost = new Cost(Flop: 17179869184, Bytes: 50331648, Tokens: 2048, Payload: 4194304, Samples: 8),
        Layer = new Layer(),
        Outcome = outcome,
    };

    private static Launch LaunchOf(int number, string metric, double value, StopReason stopReason) => new()
    {
        Number = number,
        StartedAt = Start.AddSeconds(number * 10),
        Backend = "avx512",
        Threads = 2,
        CallsPerSample = 4,
        Clock = SampleClock.Host,
        FirstCallSeconds = 0.0123,
        WarmUp = new WarmUp(12, 0.61),
        StopReason = stopReason,
        Check = new ReferenceCheck(3.1e-7, 1e-5),
        Samples = [new(0.0501, 0), new(0.0502, 0.2, SampleTags.Contended), new(0.0503, 0.4, SampleTags.Contended | SampleTags.Throttled)],
        Series = ImmutableSortedDictionary<string, ImmutableArray<double>>.Empty.Add("token-latency", [0.01, 0.011]),
        Values = ImmutableSortedDictionary<string, double>.Empty.Add(metric, value).Add("call-time", 0.0123),
        Conditions = ImmutableSortedDictionary<string, double>.Empty.Add("cpu.pressure", 0.02),
    };
}
