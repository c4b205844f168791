using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>
/// Energy of all packages since the first reading. Each counter wraps on its own, a large package's within minutes, so they are
/// unwrapped before they are added; the sum itself never wraps.
/// </summary>
/// <param name="zones">Each counter with its range in its own unit, null where that is not told.</param>
internal sealed class PackageEnergy(
    TelemetryChannel channel, ImmutableArray<(TelemetryFile File, double? Range)> zones, double factor) : ITelemetrySource
{
    private readonly double?[] _last = new double?[zones.Length];
    private double _counted;
    private string? _broken;

    public ImmutableArray<TelemetryChannel> Channels { get; } = [channel];

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        for (var zone = 0; zone < zones.Length && _broken is null; zone++)
        {
            var number = zones[zone].File.Number();
            if (!number.IsKnown)
            {
                // The others go on counting; they are read again at the next tick, and nothing is lost.
                values[0] = number;
                return;
            }

            if (_last[zone] is { } before)
            {
                if (Counter.Difference(before, number.Value, zones[zone].Range) is { } difference) _counted += difference;
                else _broken = "an energy counter was set back";
            }

            _last[zone] = number.Value;
        }

        values[0] = _broken is null ? _counted * factor : Fact<double>.Unknown(_broken);
    }

    public void Dispose()
    {
        foreach (var (file, _) in zones) file.Dispose();
    }
}
