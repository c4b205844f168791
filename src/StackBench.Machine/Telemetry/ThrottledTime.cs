using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>
/// Share of the time since the reading before in which a package was throttled by heat, from counters of
/// milliseconds; the worst package speaks.
/// </summary>
internal sealed class ThrottledTime(TelemetryChannel channel, ImmutableArray<TelemetryFile> files) : ITelemetrySource
{
    private readonly double?[] _last = new double?[files.Length];
    private double? _lastSeconds;

    public ImmutableArray<TelemetryChannel> Channels { get; } = [channel];

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        Fact<double>? worst = null;
        for (var index = 0; index < files.Length; index++)
        {
            var number = files[index].Number(1e-3);
            if (!number.IsKnown) worst ??= number;
            else if (_last[index] is { } before && number.Value >= before && _lastSeconds is { } last && seconds > last)
                worst = Math.Clamp(Math.Max(worst?.Or(0) ?? 0, (number.Value - before) / (seconds - last)), 0, 1);
            _last[index] = number.IsKnown ? number.Value : null;
        }

        _lastSeconds = seconds;
        values[0] = worst;
    }

    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
    }
}
