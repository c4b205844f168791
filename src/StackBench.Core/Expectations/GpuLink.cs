using System.Globalization;

namespace StackBench.Core.Expectations;

/// <summary>The PCI Express link of a GPU.</summary>
/// <param name="Lanes">It runs with.</param>
/// <param name="MostLanes">The GPU has.</param>
/// <param name="MostGigatransfers">Rate of a lane that the GPU can do, in GT/s; at rest links run slower.</param>
public sealed record GpuLink(int Lanes, int MostLanes, double MostGigatransfers)
{
    public bool IsNarrow => Lanes < MostLanes;

    /// <summary>Bytes a second that all its lanes carry one way, less line coding: 8b/10b, 128b/130b, flits.</summary>
    public double MostBytesPerSecond =>
        MostLanes * MostGigatransfers * 1e9 / 8 * (MostGigatransfers switch { <= 5 => 0.8, <= 32 => 128.0 / 130, _ => 242.0 / 256 });

    /// <summary>As published figures name it: <c>PCIe 4.0 x16</c>.</summary>
    public string Name => FormattableString.Invariant($"PCIe {Generation}.0 x{MostLanes}");

    private int Generation => MostGigatransfers switch { < 4 => 1, < 7 => 2, < 12 => 3, < 24 => 4, < 48 => 5, _ => 6 };

    /// <param name="lanes"><c>8</c>.</param>
    /// <param name="most"><c>16 GT/s x16</c>.</param>
    internal static GpuLink? Of(string? lanes, string? most) =>
        int.TryParse(lanes, NumberStyles.None, CultureInfo.InvariantCulture, out var now) && now > 0
            && most?.Split(" GT/s x") is [var rate, var width]
            && double.TryParse(rate, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed > 0
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var full) && full > 0
            ? new GpuLink(now, full, speed)
            : null;
}
