namespace StackBench.Core.Telemetry;

/// <summary>Quantities with a meaning of their own, and the devices beside GPUs. Others are shown as they are.</summary>
public static class TelemetryQuantities
{
    public const string CpuDevice = "cpu";
    public const string MemoryDevice = "memory";

    /// <summary>Share of all processors' time in use, 0 to 1.</summary>
    public const string Load = "load";

    /// <summary>
    /// Share of all processors' time that went to processes other than the engine and this one, the hypervisor's guests included.
    /// </summary>
    public const string Others = "others";

    /// <summary>Mean clock of the processors, idle ones included, in hertz.</summary>
    public const string Frequency = "frequency";

    /// <summary>Clock of the fastest processor in hertz.</summary>
    public const string HighestFrequency = "frequency.highest";

    /// <summary>Degrees Celsius of the CPU's hottest package; of a GPU one channel for each sensor: <c>temperature.junction</c>.</summary>
    public const string Temperature = "temperature";

    public const string Power = "power";
    public const string Energy = "energy";
    public const string CoreClock = "clock.core";
    public const string MemoryClock = "clock.memory";

    /// <summary>Part of the time in which something ran on a GPU, 0 to 1.</summary>
    public const string Utilisation = "utilisation";

    public const string MemoryUsed = "vram-used";
    public const string Available = "available";

    /// <summary>Whether heat, a current limit, a power brake or a fault held the clock down.</summary>
    public const string Throttle = "throttle";

    /// <summary>Whether the power limit held the clock down, which is normal at full load.</summary>
    public const string PowerLimit = "power-limit";
}
