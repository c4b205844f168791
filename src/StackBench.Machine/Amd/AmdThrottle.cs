using System.Collections.Immutable;

namespace StackBench.Machine.Amd;

/// <summary>Reasons for a held-down clock from the hardware-independent bits of the metrics table.</summary>
internal static class AmdThrottle
{
    private const ulong PowerBits = 0xFF;
    private const ulong CurrentBits = 0xFFUL << 16;
    private const ulong ThermalBits = 0xFFFFUL << 32;

    public static ImmutableArray<string> Of(ulong bits) =>
    [
        .. (bits & PowerBits) != 0 ? ["power"] : Array.Empty<string>(),
        .. (bits & CurrentBits) != 0 ? ["current"] : Array.Empty<string>(),
        .. (bits & ThermalBits) != 0 ? ["thermal"] : Array.Empty<string>(),
        .. (bits & ~(PowerBits | CurrentBits | ThermalBits)) != 0 ? ["other"] : Array.Empty<string>(),
    ];

    /// <summary>Whether heat or a current limit holds the clock down. Bits of no known meaning do not count.</summary>
    public static bool IsThrottled(ulong bits) => (bits & (CurrentBits | ThermalBits)) != 0;

    /// <summary>Whether a power limit holds the clock down, which is normal at full load.</summary>
    public static bool IsPowerLimited(ulong bits) => (bits & PowerBits) != 0;

    /// <summary>Unknown where the table has no such bits: older ones number them differently for each chip.</summary>
    public static Fact<ImmutableArray<string>> Of(Fact<GpuMetrics> metrics) => metrics.Then<ImmutableArray<string>>(table =>
        table.All("indep_throttle_status") is [{ } bits]
            ? Of(bits)
            : Fact<ImmutableArray<string>>.Unknown(
                $"revision {table.Format}.{table.Content} of the metrics table has no comparable throttle bits"));
}
