using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine;

namespace StackBench.Screens.Host;

/// <summary>What a machine has of what its channels count.</summary>
internal static class MachineTotals
{
    /// <summary>In the unit of the channel, by its name; what is not known is left out.</summary>
    public static ImmutableDictionary<string, double> Of(MachineFacts facts)
    {
        var totals = ImmutableDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        // The channel is that of the machine, whatever a container may use of it.
        if (facts.Memory.TotalBytes.IsKnown)
            totals[Name(TelemetryQuantities.MemoryDevice, TelemetryQuantities.Available)] = facts.Memory.TotalBytes.Value;
        foreach (var gpu in facts.Gpus)
            if (gpu.MemoryBytes.IsKnown) totals[Name(gpu.PciAddress, TelemetryQuantities.MemoryUsed)] = gpu.MemoryBytes.Value;
        return totals.ToImmutable();
    }

    private static string Name(string device, string quantity) => new TelemetryChannel(device, quantity, Unit.Byte).Name;
}
