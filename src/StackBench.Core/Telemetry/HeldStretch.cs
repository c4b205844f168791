namespace StackBench.Core.Telemetry;

/// <summary>A stretch of time, and the part of it in which a device was held down, 0 to 1.</summary>
internal readonly record struct HeldStretch(double FromSeconds, double ToSeconds, double Share);
