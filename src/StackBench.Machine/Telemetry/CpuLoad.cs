using System.Buffers.Text;
using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>Shares of all processors' time since the reading before: in use, and in use by others than the engine and this process.</summary>
internal sealed class CpuLoad(SystemTree tree, OwnProcesses? own) : ITelemetrySource
{
    // The kernel counts time in ticks of 10 ms: below this a share would be mostly rounding.
    private const double ShortestSeconds = 0.045;
    private const int Fields = 8, Idle = 3, Wait = 4;
    private const string NoGroup = "the engine leads no process group by which its work could be told from others'";

    private readonly TelemetryFile _file = new(tree, "/proc/stat", 512);
    private (double Seconds, double Total, double Busy, Fact<double> Own)? _last;

    public ImmutableArray<TelemetryChannel> Channels { get; } =
    [
        new(TelemetryQuantities.CpuDevice, TelemetryQuantities.Load, Unit.One, TelemetryKind.Interval),
        new(TelemetryQuantities.CpuDevice, TelemetryQuantities.Others, Unit.One, TelemetryKind.Interval),
    ];

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        if (_last is { } recent && seconds - recent.Seconds < ShortestSeconds) return;
        var read = _file.Read();
        if (!read.IsKnown || Ticks(_file.Content) is not { } now)
        {
            values.Fill(Fact<double>.Unknown(read.IsKnown ? "/proc/stat does not begin with the processors' times" : read.UnknownReason));
            return;
        }

        var ownTicks = own?.Ticks(seconds) ?? Fact<double>.Unknown(NoGroup);
        if (_last is { } last && now.Total > last.Total)
        {
            var total = now.Total - last.Total;
            values[0] = Math.Clamp((now.Busy - last.Busy) / total, 0, 1);
            values[1] = ownTicks.Then(after => last.Own.Then<double>(before => Math.Clamp((now.Busy - last.Busy - Math.Max(0, after - before)) / total, 0, 1)));
        }
        else if (!ownTicks.IsKnown)
        {
            values[1] = Fact<double>.Unknown(ownTicks.UnknownReason);
        }

        _last = (seconds, now.Total, now.Busy, ownTicks);
    }

    public void Dispose()
    {
        _file.Dispose();
        own?.Dispose();
    }

    /// <summary>The line <c>cpu  user nice system idle iowait irq softirq steal ...</c>; null when it is not there.</summary>
    internal static (double Total, double Busy)? Ticks(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("cpu "u8)) return null;
        var (total, idle) = (0.0, 0.0);
        text = text[3..];
        for (var field = 0; field < Fields; field++)
        {
            text = text.TrimStart((byte)' ');
            if (!Utf8Parser.TryParse(text, out ulong ticks, out var used)) return null;
            text = text[used..];
            total += ticks;
            if (field is Idle or Wait) idle += ticks;
        }

        return (total, total - idle);
    }
}
