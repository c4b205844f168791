using System.Text.Json.Serialization;
using StackBench.Core.Units;

namespace StackBench.Core.Telemetry;

/// <summary>A quantity of a device that is read again and again.</summary>
/// <param name="Device"><c>cpu</c>, <c>memory</c>, or the PCI address of a GPU.</param>
/// <param name="Quantity">Dotted: <c>load</c>, <c>temperature.junction</c>.</param>
/// <param name="Unit">Values are in the unprefixed unit; shares are from 0 to 1 and have none.</param>
/// <param name="WrapsAt">A counter starts again at zero when it reaches this; null where it never does.</param>
public sealed record TelemetryChannel(
    string Device, string Quantity, Unit Unit, TelemetryKind Kind = TelemetryKind.Instant, double? WrapsAt = null)
{
    /// <summary><c>cpu.load</c>, <c>memory.available</c>, <c>gpu.0000:03:00.0.power</c>.</summary>
    [JsonIgnore]
    public string Name =>
        Device is TelemetryQuantities.CpuDevice or TelemetryQuantities.MemoryDevice ? $"{Device}.{Quantity}" : $"gpu.{Device}.{Quantity}";
}
