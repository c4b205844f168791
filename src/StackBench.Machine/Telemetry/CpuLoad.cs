using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>
/// Shares of all processors' time since the reading before: in use, and in use by others than the engine and this process.
/// </summary>
internal sealed class CpuLoad(SystemTree tree, OwnProcesses? own) : ITelemetrySource
{
    // The kernel counts time in ticks of 10 ms: below this a share would be mostly rounding.
    private const double ShortestSeconds = 0.045;
    private const string NoGroup = "the engine leads no process group by which its work could be told from others'";

    private readonly TelemetryFile _file = new(tree, CpuTicks.Path, 512);
    private (double Seconds, CpuTicks All, Fact<double> Own)? _last;

    public ImmutableArray<TelemetryChannel> Channels { get; } =
    [
        new(TelemetryQuantities.CpuDevice, TelemetryQuantities.Load, Unit.One, TelemetryKind.Interval),
        new(TelemetryQuantities.CpuDevice, TelemetryQuantities.Others, Unit.One, TelemetryKind.Interval),
    ];

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        if (_last is { } recent && seconds - recent.Seconds < ShortestSeconds) return;
        var read = _file.Read();
        if (!read.IsKnown || CpuTicks.Parse(_file.Content) is not { } now)
        {
            values.Fill(Fact<double>.Unknown(read.IsKnown ? "/proc/stat does not begin with the processors' times" : read.UnknownReason));
            return;
        }

        var ownTicks = own?.Ticks(seconds) ?? Fact<double>.Unknown(NoGroup);
        if (_last is { } last && now.Total > last.All.Total)
        {
            values[0] = now.BusyShare(last.All);
            values[1] = ownTicks.Then(after => last.Own.Then<double>(before => now.OthersShare(last.All, Math.Max(0, after - before))));
        }
        else if (!ownTicks.IsKnown)
        {
            values[1] = Fact<double>.Unknown(ownTicks.UnknownReason);
        }

        _last = (seconds, now, ownTicks);
    }

    public void Dispose()
    {
        _file.Dispose();
        own?.Dispose();
    }
}
