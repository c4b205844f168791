using System.Collections.Immutable;
using StackBench.Core.Units;

namespace StackBench.Core.Metrics;

/// <summary>The one list of all metrics. Tables, exports, verdict directions and colours derive from it.</summary>
public static class MetricDefinitions
{
    public static MetricDefinition Bandwidth { get; } = new("bandwidth", "Bandwidth", Unit.BytePerSecond, Better.Higher, 0.02);
    public static MetricDefinition BandwidthBest { get; } = new("bandwidth-best", "Best bandwidth", Unit.BytePerSecond, Better.Higher, 0.02);
    public static MetricDefinition FlopRate { get; } = new("flop-rate", "Rate", Unit.FlopPerSecond, Better.Higher, 0.03);
    public static MetricDefinition FlopRateBest { get; } = new("flop-rate-best", "Best rate", Unit.FlopPerSecond, Better.Higher, 0.03);
    public static MetricDefinition OperationRate { get; } = new("operation-rate", "Rate", Unit.OperationPerSecond, Better.Higher, 0.03);
    public static MetricDefinition TokenRate { get; } = new("token-rate", "Rate", Unit.TokenPerSecond, Better.Higher, 0.03);
    public static MetricDefinition Latency { get; } = new("latency", "Latency", Unit.Second, Better.Lower, 0.03);
    public static MetricDefinition CallTime { get; } = new("call-time", "Time per call", Unit.Second, Better.Lower, 0.03);
    public static MetricDefinition SpeedUp { get; } = new("speed-up", "Speed-up", Unit.One, Better.Higher, 0.03);
    public static MetricDefinition PeakMemory { get; } = new("peak-memory", "Peak memory", Unit.Byte, Better.Lower, 0.01);

    public static ImmutableArray<MetricDefinition> All { get; } =
    [
        Bandwidth, BandwidthBest, FlopRate, FlopRateBest, OperationRate, TokenRate, Latency, CallTime, SpeedUp, PeakMemory,
    ];
}
