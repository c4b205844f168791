using System.Collections.Immutable;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>Ticks as text: one prefix for all, and as many digits as it takes to tell them apart.</summary>
public static class TickLabels
{
    private const int MostDigits = 15;

    /// <param name="ticks">Evenly spaced, ascending.</param>
    public static ImmutableArray<string> Of(ImmutableArray<double> ticks, Unit unit)
    {
        if (ticks.IsEmpty) return [];
        var like = ticks.MaxBy(Math.Abs);
        var step = ticks.Length > 1 ? ticks[1] - ticks[0] : like;
        return
        [
            .. ticks.Select(tick =>
            {
                var (number, symbol) = NumberText.Parts(tick, unit, like, Math.Clamp(Magnitude(tick) - Magnitude(step) + 1, 1, MostDigits));
                return symbol.Length == 0 ? number : $"{number} {symbol}";
            }),
        ];
    }

    // What is a power of ten but for the last bit of its sum is one.
    private static int Magnitude(double value) => value == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value) * (1 + 1e-9)));
}
