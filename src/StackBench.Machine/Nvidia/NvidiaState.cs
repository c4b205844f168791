using System.Collections.Immutable;

namespace StackBench.Machine.Nvidia;

/// <summary>What NVIDIA's sources have in common, be it the library, a table or a document.</summary>
internal static class NvidiaState
{
    private const ulong CapBit = 0x04;
    private const ulong BrakeBit = 0x80;
    private const ulong PowerBits = CapBit | BrakeBit;
    private const ulong SlowdownBit = 0x08;
    private const ulong ThermalBits = 0x20 | 0x40;

    public static ImmutableSortedDictionary<string, double> Temperatures(Fact<double> gpu, Fact<double> memory)
    {
        var byLabel = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        if (gpu is { IsKnown: true, Value: not 0 }) byLabel["gpu"] = gpu.Value;
        // A memory without a sensor reads zero.
        if (memory is { IsKnown: true, Value: not 0 }) byLabel["mem"] = memory.Value;
        return byLabel.ToImmutable();
    }

    /// <summary>Reasons from the bits of the clock event mask; idling, chosen clocks and the display hold nothing down.</summary>
    public static ImmutableArray<string> Reasons(ulong bits) =>
    [
        .. (bits & PowerBits) != 0 ? ["power"] : Array.Empty<string>(),
        .. (bits & ThermalBits) != 0 ? ["thermal"] : Array.Empty<string>(),
        .. (bits & SlowdownBit) != 0 && (bits & (PowerBits | ThermalBits)) == 0 ? ["other"] : Array.Empty<string>(),
    ];

    /// <summary>
    /// Whether heat, a brake or a fault holds the clock down: everything but the power cap, which is normal at full load.
    /// </summary>
    public static bool IsThrottled(ulong bits) => (bits & (BrakeBit | SlowdownBit | ThermalBits)) != 0;

    /// <summary>Whether the power cap holds the clock down.</summary>
    public static bool IsPowerLimited(ulong bits) => (bits & CapBit) != 0;

    /// <summary>Reasons from the names of those that are active, in any tool's spelling.</summary>
    public static ImmutableArray<string> Reasons(IEnumerable<string> active) =>
        Reasons(active.Aggregate(0UL, (bits, name) => bits | Bit(name)));

    private static ulong Bit(string name) =>
        name.EndsWith("sw_power_cap", StringComparison.Ordinal) ? 0x04
        : name.EndsWith("hw_power_brake_slowdown", StringComparison.Ordinal) ? 0x80UL
        : name.EndsWith("hw_thermal_slowdown", StringComparison.Ordinal) ? 0x40UL
        : name.EndsWith("sw_thermal_slowdown", StringComparison.Ordinal) ? 0x20UL
        : name.EndsWith("hw_slowdown", StringComparison.Ordinal) ? SlowdownBit
        : 0;
}
