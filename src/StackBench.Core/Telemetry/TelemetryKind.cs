namespace StackBench.Core.Telemetry;

/// <summary>What a reading says about time; it decides how readings are averaged.</summary>
public enum TelemetryKind
{
    /// <summary>A level at the moment of the reading: temperature, clock, power.</summary>
    Instant,

    /// <summary>An average since the reading before, or since the first tick: load, power from an energy counter.</summary>
    Interval,

    /// <summary>Counts up since some moment: only differences mean anything.</summary>
    Counter,

    /// <summary>1 when something was so at the moment of the reading, else 0. One reading is no proof.</summary>
    Flag,
}
