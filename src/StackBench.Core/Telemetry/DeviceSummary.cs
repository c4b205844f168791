namespace StackBench.Core.Telemetry;

/// <summary>What a device used, and how far it was held down, between the first and the last tick.</summary>
/// <param name="EnergyJoules">Null where neither a counter nor power was read.</param>
/// <param name="ThrottledShare">Part of the time; null where the device does not tell.</param>
/// <param name="PowerLimitedShare">Part of the time at the power limit, which is normal at full load.</param>
public sealed record DeviceSummary(
    string Device, double? EnergyJoules = null, EnergySource? EnergySource = null, double? ThrottledShare = null,
    double? PowerLimitedShare = null);
