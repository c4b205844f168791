using System.Globalization;

namespace StackBench.Core.Units;

/// <summary>The only place where numbers become text for people. Invariant culture, no exponent within the range of the prefixes.</summary>
public static class NumberText
{
    private static readonly string[] DecimalPrefixes =
        ["q", "r", "y", "z", "a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"];
    private static readonly string[] BinaryPrefixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private const int UnscaledDecimal = 10;

    /// <summary>A number without unit as a share (<c>98 %</c>), any other as a quantity.</summary>
    public static string Level(double value, Unit unit) => unit == Unit.One ? Share(value) : Quantity(value, unit);

    /// <summary>Value and unit with <paramref name="significantDigits"/> digits: <c>1.23 ms</c>, <c>256 MiB</c>, <c>71.0 %</c>.</summary>
    public static string Quantity(double value, Unit unit, int significantDigits = 3)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var (scaled, symbol) = Scale(value, unit);
        var number = Number(scaled, significantDigits);
        return symbol.Length == 0 ? number : $"{number} {symbol}";
    }

    /// <summary>
    /// Number and unit apart, with the prefix that suits <paramref name="like"/>: values of one column share their prefix,
    /// so that they can be compared by eye.
    /// </summary>
    public static (string Number, string Symbol) Parts(double value, Unit unit, double like, int significantDigits = 3)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return (Number(value * Factor(unit, like), significantDigits), Scale(like, unit).Symbol);
    }

    /// <summary>
    /// What a value is multiplied by where it is written with the prefix that suits <paramref name="like"/>: 1e-9 for 400e9 FLOP/s.
    /// </summary>
    public static double Factor(Unit unit, double like)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return like == 0 || !double.IsFinite(like) ? 1 : Scale(like, unit).Scaled / like;
    }

    /// <summary>Plain decimal notation with the given count of significant digits and no trailing exponent.</summary>
    public static string Number(double value, int significantDigits = 3)
    {
        if (double.IsNaN(value)) return "n/a";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "-∞";
        if (value == 0) return "0";
        var magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        var rounded = Math.Round(value / Math.Pow(10, magnitude), significantDigits - 1) * Math.Pow(10, magnitude);
        if (Math.Abs(rounded) >= Math.Pow(10, magnitude + 1)) magnitude++;
        var decimals = Math.Clamp(significantDigits - 1 - magnitude, 0, 15);
        return rounded.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>A share as percent, one decimal below ten: <c>7.4 %</c>, <c>96 %</c>.</summary>
    public static string Share(double share) =>
        (share * 100).ToString(Math.Abs(share) < 0.0995 ? "F1" : "F0", CultureInfo.InvariantCulture) + " %";

    /// <summary>
    /// A length of time as people say it: <c>850 ms</c>, <c>12.3 s</c>, <c>2 min 05 s</c>, <c>1 h 20 min</c>, <c>12 days</c>.
    /// </summary>
    public static string Duration(double seconds)
    {
        const double minute = 60, hour = 3600, day = 86400;
        if (seconds < minute - 0.5) return Quantity(seconds, Unit.Second);
        if (seconds < hour - 0.5)
            return string.Create(
                CultureInfo.InvariantCulture, $"{Math.Floor((seconds + 0.5) / minute)} min {Math.Floor((seconds + 0.5) % minute):00} s");
        if (seconds < 2 * day)
            return string.Create(
                CultureInfo.InvariantCulture, $"{Math.Floor((seconds + 30) / hour)} h {Math.Floor((seconds + 30) % hour / minute):00} min");
        return Number(seconds / day) + " days";
    }

    /// <summary>The exact value for machines, shortest form that reads back to the same double.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static (double Scaled, string Symbol) Scale(double value, Unit unit)
    {
        if (value == 0 || !double.IsFinite(value)) return (value, unit.Symbol);
        return unit.Prefixes switch
        {
            UnitPrefixes.Decimal => Pick(value, 1000, DecimalPrefixes, UnscaledDecimal, unit.Symbol),
            UnitPrefixes.Binary => Pick(value, 1024, BinaryPrefixes, 0, unit.Symbol),
            _ => (value, unit.Symbol),
        };
    }

    private static (double Scaled, string Symbol) Pick(double value, double step, string[] prefixes, int unscaled, string symbol)
    {
        // 999.6 would round to 1000 in three digits: take the next prefix already.
        var exponent = (int)Math.Floor((Math.Log(Math.Abs(value)) / Math.Log(step)) + 0.0000723);
        var index = Math.Clamp(unscaled + exponent, 0, prefixes.Length - 1);
        return (value / Math.Pow(step, index - unscaled), prefixes[index] + symbol);
    }
}
