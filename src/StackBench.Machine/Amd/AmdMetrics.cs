using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Files;
using StackBench.Machine.Telemetry;

namespace StackBench.Machine.Amd;

/// <summary>What only the metrics table of an AMD GPU tells: energy and throttling; and its power, where no sensor does.</summary>
internal sealed class AmdMetrics : ITelemetrySource
{
    private const double JoulesPerCount = 1.0 / 65536;
    private const int Energy = 0, Throttle = 1, PowerLimit = 2, Power = 3;

    private readonly TelemetryFile _file;
    private GpuMetrics? _last;

    private AmdMetrics(TelemetryFile file, ImmutableArray<TelemetryChannel> channels) => (_file, Channels) = (file, channels);

    public ImmutableArray<TelemetryChannel> Channels { get; }

    /// <param name="withPower">Whether the table's power is wanted too.</param>
    public static ITelemetrySource Open(SystemTree tree, string folder, string device, bool withPower)
    {
        var file = new TelemetryFile(tree, $"{folder}/gpu_metrics");
        var table = file.Read().Then<GpuMetrics>(_ => GpuMetrics.Decode(file.Content));
        var kind = table.IsKnown && AmdThrottleState.CountsTime(table.Value) ? TelemetryKind.Interval : TelemetryKind.Flag;
        // Only the first revision counts energy in 32 bits.
        double? wrapsAt = table is { IsKnown: true, Value: { Format: 1, Content: 0 } } ? Math.Pow(2, 32) * JoulesPerCount : null;
        ImmutableArray<TelemetryChannel> channels =
        [
            new(device, TelemetryQuantities.Energy, Unit.Joule, TelemetryKind.Counter, wrapsAt),
            new(device, TelemetryQuantities.Throttle, Unit.One, kind),
            new(device, TelemetryQuantities.PowerLimit, Unit.One, kind),
            .. withPower ? [new TelemetryChannel(device, TelemetryQuantities.Power, Unit.Watt)] : Array.Empty<TelemetryChannel>(),
        ];
        if (table.IsKnown) return new AmdMetrics(file, channels);
        file.Dispose();
        return new UnreadChannel(table.UnknownReason, channels);
    }

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        var read = _file.Read();
        var table = read.Then<GpuMetrics>(_ => GpuMetrics.Decode(_file.Content));
        if (!table.IsKnown)
        {
            values.Fill(Fact<double>.Unknown(table.UnknownReason));
            return;
        }

        values[Energy] = table.Value.Value("energy_accumulator", JoulesPerCount)
            .Then<double>(joules => joules > 0 ? joules : Fact<double>.Unknown("the energy counter stands at zero"));
        (values[Throttle], values[PowerLimit]) = AmdThrottleState.Of(_last, table.Value);
        if (values.Length > Power)
            values[Power] = AmdGpu.MetricsPower(table.Value)
                .Then<double>(watts => watts > 0 ? watts : Fact<double>.Unknown("the metrics table states no power"));
        _last = table.Value;
    }

    public void Dispose() => _file.Dispose();
}
