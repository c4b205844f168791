using System.Collections.Frozen;
using System.Collections.Immutable;
using StackBench.Core.Units;

namespace StackBench.Core.Metrics;

/// <summary>Metrics of StackBench's own benchmarks. Imported runs bring others, with their own unit and direction.</summary>
public static class MetricDefinitions
{
    /// <summary>Threshold of high quantiles of latencies, which vary more than medians.</summary>
    public const double TailThreshold = 0.10;

    public static MetricDefinition Bandwidth { get; } = new("bandwidth", "Bandwidth", Unit.BytePerSecond, Better.Higher, 0.02);
    public static MetricDefinition BandwidthBest { get; } =
        new("bandwidth-best", "Best bandwidth", Unit.BytePerSecond, Better.Higher, 0.02);
    public static MetricDefinition FlopRate { get; } = new("flop-rate", "Rate", Unit.FlopPerSecond, Better.Higher, 0.03);
    public static MetricDefinition FlopRateBest { get; } = new("flop-rate-best", "Best rate", Unit.FlopPerSecond, Better.Higher, 0.03);
    public static MetricDefinition OperationRate { get; } = new("operation-rate", "Rate", Unit.OperationPerSecond, Better.Higher, 0.03);
    public static MetricDefinition TokenRate { get; } = new("token-rate", "Rate", Unit.TokenPerSecond, Better.Higher, 0.03);
    public static MetricDefinition Latency { get; } = new("latency", "Latency", Unit.Second, Better.Lower, 0.03);
    public static MetricDefinition CallTime { get; } = new("call-time", "Time per call", Unit.Second, Better.Lower, 0.03);
    public static MetricDefinition CallTimeP90 { get; } =
        new("p90-call-time", "p90 time per call", Unit.Second, Better.Lower, TailThreshold);
    public static MetricDefinition CallTimeP99 { get; } =
        new("p99-call-time", "p99 time per call", Unit.Second, Better.Lower, TailThreshold);
    /// <summary>Of a model of which the provider that was asked for left nodes to the CPU.</summary>
    public static MetricDefinition PartlyCpuCallTime { get; } =
        new("partly-cpu-call-time", "Time per call, partly on CPU", Unit.Second, Better.Lower, 0.03);
    public static MetricDefinition SampleRate { get; } = new("sample-rate", "Throughput", Unit.SamplePerSecond, Better.Higher, 0.03);
    /// <summary>From a model in memory to a session that can run it.</summary>
    public static MetricDefinition SessionTime { get; } = new("session-time", "Session", Unit.Second, Better.Lower, 0.10);
    public static MetricDefinition FirstRun { get; } = new("first-run", "First run", Unit.Second, Better.Lower, 0.10);
    public static MetricDefinition SpeedUp { get; } = new("speed-up", "Speed-up", Unit.One, Better.Higher, 0.03);
    public static MetricDefinition PeakMemory { get; } = new("peak-memory", "Peak memory", Unit.Byte, Better.Lower, 0.01);

    public static MetricDefinition BusBandwidth { get; } = new("bus-bandwidth", "busbw", Unit.BytePerSecond, Better.Higher, 0.03);
    public static MetricDefinition AlgorithmBandwidth { get; } =
        new("algorithm-bandwidth", "algbw", Unit.BytePerSecond, Better.Higher, 0.03);
    public static MetricDefinition CompileTime { get; } = new("compile-time", "Compile time", Unit.Second, Better.Lower, 0.10);
    public static MetricDefinition ModelStateBytes { get; } = new("model-state-bytes", "Model state", Unit.Byte, Better.Lower, 0.01);
    /// <summary>Of a device under the load of <c>gpu-capability</c>: median of the readings.</summary>
    public static MetricDefinition SustainedClock { get; } = new("sustained-clock", "Clock under load", Unit.Hertz, Better.Higher, 0.03);
    public static MetricDefinition LoadPower { get; } = new("load-power", "Power under load", Unit.Watt, Better.Lower, 0.05);
    public static MetricDefinition IdlePower { get; } = new("idle-power", "Idle power", Unit.Watt, Better.Lower, 0.10);

    public static MetricDefinition PublishedShare { get; } = new("published-share", "Of published", Unit.Percent, Better.Higher, 0.03);

    /// <summary>
    /// Of serving, as docs/serving.md defines them. Quantiles are named as vLLM names them; tails vary more than medians.
    /// </summary>
    public static ImmutableArray<MetricDefinition> Serving { get; } =
    [
        .. Quantiles("ttft", "TTFT"), .. Quantiles("ttft-send", "TTFT from sending"), .. Quantiles("tpot", "TPOT"),
        .. Quantiles("itl", "ITL"), .. Quantiles("icl", "ICL"), .. Quantiles("e2e", "E2E"),
        // A search ends within 10 % of what it looks for.
        new("max-rate", "Highest rate", Unit.RequestPerSecond, Better.Higher, 0.10),
        new("max-concurrency", "Most users", Unit.One, Better.Higher, 0.10),
        new("request-rate", "Requests", Unit.RequestPerSecond, Better.Higher, 0.03),
        new("median-prompt-tokens", "Prompt tokens", Unit.One, Better.Lower, 0.05) { DescribesWork = true },
        new("total-prompt-tokens", "All prompt tokens", Unit.One, Better.Lower, 0.05) { DescribesWork = true },
        new("goodput", "Goodput", Unit.RequestPerSecond, Better.Higher, 0.05),
        new("attainment", "Attainment", Unit.Percent, Better.Higher, 0.02),
        new("success-rate", "Successful", Unit.Percent, Better.Higher, 0.01),
        new("startup-time", "Start-up", Unit.Second, Better.Lower, 0.10),
        new("model-load-time", "Model load", Unit.Second, Better.Lower, 0.10),
    ];

    public static ImmutableArray<MetricDefinition> All { get; } =
    [
        Bandwidth, BandwidthBest, FlopRate, FlopRateBest, OperationRate, TokenRate, Latency, CallTime, CallTimeP90, CallTimeP99,
        PartlyCpuCallTime, SampleRate, SessionTime, FirstRun, SpeedUp, PeakMemory,
        BusBandwidth, AlgorithmBandwidth, CompileTime, ModelStateBytes, SustainedClock, LoadPower, IdlePower, PublishedShare, .. Serving,
    ];

    private static FrozenSet<string> Work { get; } =
        All.Where(metric => metric.DescribesWork).Select(metric => metric.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a change of this metric is neither better nor worse (<see cref="MetricDefinition.DescribesWork"/>).</summary>
    public static bool DescribesWork(string metric) => Work.Contains(metric);

    private static IEnumerable<MetricDefinition> Quantiles(string name, string title) =>
    [
        new($"median-{name}", $"Median {title}", Unit.Second, Better.Lower, 0.05),
        new($"p90-{name}", $"p90 {title}", Unit.Second, Better.Lower, TailThreshold),
        new($"p99-{name}", $"p99 {title}", Unit.Second, Better.Lower, TailThreshold),
    ];
}
