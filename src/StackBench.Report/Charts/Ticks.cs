using System.Collections.Immutable;

namespace StackBench.Report.Charts;

/// <summary>Round values for an axis: multiples of 1, 2 or 5 times a power of ten.</summary>
public static class Ticks
{
    /// <summary>Within the range, ascending.</summary>
    /// <param name="most">Ticks that have room, at least one.</param>
    public static ImmutableArray<double> Of(double low, double high, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (!double.IsFinite(low) || !double.IsFinite(high) || high <= low) return [];
        var power = Math.Pow(10, Math.Floor(Math.Log10((high - low) / most)));
        foreach (var factor in (double[])[1, 2, 5, 10, 20, 50, 100])
        {
            var step = power * factor;
            var (first, last) = (Math.Ceiling(low / step), Math.Floor(high / step));
            if (last - first + 1 > most) continue;
            return [.. Enumerable.Range(0, (int)Math.Max(0, last - first + 1)).Select(index => (first + index) * step)];
        }

        return [];
    }
}
