using System.Collections.Immutable;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>Ticks that are round in the unit and prefix they are written with, and as many digits as it takes to tell them apart.</summary>
internal static class UnitTicks
{
    private const int MostDigits = 15;

    /// <param name="most">Ticks that have room, at least one.</param>
    public static ImmutableArray<Tick> Of(double low, double high, int most, Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var like = Math.Max(Math.Abs(low), Math.Abs(high));
        // 200 MiB is no round number of bytes.
        var factor = NumberText.Factor(unit, like);
        var written = Ticks.Of(low * factor, high * factor, most);
        var step = written.Length > 1 ? written[1] - written[0] : written.Length > 0 ? written[0] : 1;
        return
        [
            .. written.Select(value =>
            {
                var (number, symbol) =
                    NumberText.Parts(value / factor, unit, like, Math.Clamp(Magnitude(value) - Magnitude(step) + 1, 1, MostDigits));
                return new Tick(value / factor, symbol.Length == 0 ? number : $"{number} {symbol}");
            }),
        ];
    }

    // What is a power of ten but for the last bit of its sum is one.
    private static int Magnitude(double value) => value == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value) * (1 + 1e-9)));
}
