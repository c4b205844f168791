using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>An energy counter, and the mean power between its readings.</summary>
internal sealed class CountedPower(TelemetryChannel counter, TelemetryChannel power, TelemetryFile file, double factor) : ITelemetrySource
{
    private (double Seconds, double Joules)? _last;

    public ImmutableArray<TelemetryChannel> Channels { get; } = [counter, power];

    public void Read(double seconds, Span<Fact<double>?> values)
    {
        var joules = file.Number(factor);
        values[0] = joules;
        if (!joules.IsKnown)
        {
            values[1] = joules;
            return;
        }

        if (_last is { } last && seconds > last.Seconds && joules.Value >= last.Joules)
            values[1] = (joules.Value - last.Joules) / (seconds - last.Seconds);
        _last = (seconds, joules.Value);
    }

    public void Dispose() => file.Dispose();
}
