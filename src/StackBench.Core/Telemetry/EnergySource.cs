namespace StackBench.Core.Telemetry;

/// <summary>What an energy was computed from.</summary>
public enum EnergySource
{
    /// <summary>Difference of the device's own energy counter.</summary>
    Counter,

    /// <summary>Power readings, integrated over time.</summary>
    Power,
}
