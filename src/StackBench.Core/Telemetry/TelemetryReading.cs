namespace StackBench.Core.Telemetry;

/// <summary>A value that was read.</summary>
/// <param name="SinceSeconds">Offset of the reading before, or of the first tick.</param>
/// <param name="AtSeconds">Offset of this reading.</param>
public readonly record struct TelemetryReading(double SinceSeconds, double AtSeconds, double Value);
