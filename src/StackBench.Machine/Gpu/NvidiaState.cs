using System.Collections.Immutable;

namespace StackBench.Machine.Gpu;

/// <summary>What NVIDIA's sources have in common, be it the library, a table or a document.</summary>
internal static class NvidiaState
{
    private const ulong PowerBits = 0x04 | 0x80;
    private const ulong SlowdownBit = 0x08;
    private const ulong ThermalBits = 0x20 | 0x40;

    public static ImmutableSortedDictionary<string, double> Temperatures(Fact<double> gpu, Fact<double> memory)
    {
        var byLabel = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        if (gpu.IsKnown) byLabel["gpu"] = gpu.Value;
        if (memory.IsKnown) byLabel["mem"] = memory.Value;
        return byLabel.ToImmutable();
    }

    /// <summary>Reasons from the bits of the clock event mask; idling, chosen clocks and the display hold nothing down.</summary>
    public static ImmutableArray<string> Reasons(ulong bits) =>
    [
        .. (bits & PowerBits) != 0 ? ["power"] : Array.Empty<string>(),
        .. (bits & ThermalBits) != 0 ? ["thermal"] : Array.Empty<string>(),
        .. (bits & SlowdownBit) != 0 && (bits & (PowerBits | ThermalBits)) == 0 ? ["other"] : Array.Empty<string>(),
    ];

    /// <summary>Reasons from the names of those that are active, in any tool's spelling.</summary>
    public static ImmutableArray<string> Reasons(IEnumerable<string> active) => Reasons(active.Aggregate(0UL, (bits, name) => bits | Bit(name)));

    private static ulong Bit(string name) =>
        name.EndsWith("sw_power_cap", StringComparison.Ordinal) ? 0x04
        : name.EndsWith("hw_power_brake_slowdown", StringComparison.Ordinal) ? 0x80UL
        : name.EndsWith("hw_thermal_slowdown", StringComparison.Ordinal) ? 0x40UL
        : name.EndsWith("sw_thermal_slowdown", StringComparison.Ordinal) ? 0x20UL
        : name.EndsWith("hw_slowdown", StringComparison.Ordinal) ? SlowdownBit
        : 0;
}
