using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;

namespace StackBench.Screens;

/// <summary>The last readings of a channel.</summary>
internal sealed record TelemetryTrace(Unit Unit, ImmutableArray<double> Values)
{
    private const int Kept = 240;

    public static TelemetryTrace Of(TelemetryTrace? known, TelemetryLevel level)
    {
        var values = (known?.Values ?? []).Add(level.Value);
        return new TelemetryTrace(level.Unit, values.Length > Kept ? values[^Kept..] : values);
    }
}
