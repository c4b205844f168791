using System.Collections.Immutable;

namespace StackBench.Core.Telemetry;

/// <summary>Sums over time of readings that come at uneven moments.</summary>
internal static class TimeWeighted
{
    /// <summary>
    /// Integral of the value over the time it is known for, in unit x seconds; of levels by the trapezoid rule, of
    /// averages by their own intervals.
    /// </summary>
    public static double Integral(ImmutableArray<TelemetryReading> readings, TelemetryKind kind) => kind == TelemetryKind.Interval
        ? readings.Sum(reading => reading.Value * Length(reading))
        : Pairs(readings).Sum(pair => (pair.Before.Value + pair.After.Value) / 2 * Length(pair.After));

    /// <summary>Seconds the integral is over.</summary>
    public static double Seconds(ImmutableArray<TelemetryReading> readings, TelemetryKind kind) =>
        kind == TelemetryKind.Interval ? readings.Sum(Length) : Pairs(readings).Sum(pair => Length(pair.After));

    /// <summary>The mean over time; of readings without any time between them, the plain one.</summary>
    /// <exception cref="InvalidOperationException">No readings.</exception>
    public static double Mean(ImmutableArray<TelemetryReading> readings, TelemetryKind kind) =>
        Seconds(readings, kind) is > 0 and var seconds ? Integral(readings, kind) / seconds : readings.Average(reading => reading.Value);

    public static IEnumerable<(TelemetryReading Before, TelemetryReading After)> Pairs(ImmutableArray<TelemetryReading> readings) =>
        readings.Zip(readings.Skip(1));

    private static double Length(TelemetryReading reading) => reading.AtSeconds - reading.SinceSeconds;
}
