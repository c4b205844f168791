using System.Collections.Immutable;

namespace StackBench.Core.Units;

/// <summary>A unit of measurement. Two units are equal when their symbols are; raw values are always in the unprefixed unit.</summary>
public sealed record Unit
{
    private Unit(string symbol, UnitPrefixes prefixes)
    {
        Symbol = symbol;
        Prefixes = prefixes;
    }

    public static Unit One { get; } = new("", UnitPrefixes.None);
    public static Unit Percent { get; } = new("%", UnitPrefixes.None);
    public static Unit Second { get; } = new("s", UnitPrefixes.Decimal);
    public static Unit Byte { get; } = new("B", UnitPrefixes.Binary);
    public static Unit BytePerSecond { get; } = new("B/s", UnitPrefixes.Decimal);
    public static Unit FlopPerSecond { get; } = new("FLOP/s", UnitPrefixes.Decimal);
    public static Unit OperationPerSecond { get; } = new("OP/s", UnitPrefixes.Decimal);
    public static Unit TokenPerSecond { get; } = new("token/s", UnitPrefixes.Decimal);
    public static Unit RequestPerSecond { get; } = new("req/s", UnitPrefixes.Decimal);
    public static Unit SamplePerSecond { get; } = new("sample/s", UnitPrefixes.Decimal);
    public static Unit Hertz { get; } = new("Hz", UnitPrefixes.Decimal);
    public static Unit Watt { get; } = new("W", UnitPrefixes.Decimal);
    public static Unit Joule { get; } = new("J", UnitPrefixes.Decimal);
    public static Unit Celsius { get; } = new("°C", UnitPrefixes.None);

    public static ImmutableArray<Unit> All { get; } =
    [
        One, Percent, Second, Byte, BytePerSecond, FlopPerSecond, OperationPerSecond, TokenPerSecond, RequestPerSecond, SamplePerSecond,
        Hertz, Watt, Joule, Celsius,
    ];

    public string Symbol { get; }

    public UnitPrefixes Prefixes { get; }

    /// <exception cref="FormatException">The symbol names no unit of <see cref="All"/>.</exception>
    public static Unit Parse(string symbol) =>
        All.FirstOrDefault(unit => string.Equals(unit.Symbol, symbol, StringComparison.Ordinal))
            ?? throw new FormatException(
            $"unknown unit '{symbol}'; known units: {string.Join(", ", All.Select(unit => $"'{unit.Symbol}'"))}");

    public override string ToString() => Symbol;
}
