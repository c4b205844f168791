namespace StackBench.Core.Units;

/// <summary>A unit as people write it, with a prefix: <c>GB/s</c>, <c>ms</c>, <c>TFLOP/s</c>.</summary>
/// <param name="Factor">What a value in it is multiplied by to be in the unprefixed unit.</param>
public readonly record struct PrefixedUnit(Unit Unit, double Factor)
{
    /// <exception cref="FormatException">The text names no unit.</exception>
    public static PrefixedUnit Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Unit.All.FirstOrDefault(unit => unit.Symbol == text) is { } plain) return new(plain, 1);
        foreach (var unit in Unit.All.Where(unit => unit.Prefixes != UnitPrefixes.None && unit.Symbol.Length > 0))
            if (text.EndsWith(unit.Symbol, StringComparison.Ordinal) && FactorOf(text[..^unit.Symbol.Length], unit.Prefixes) is { } factor)
                return new(unit, factor);
        throw new FormatException($"unknown unit '{text}'; write it like GB/s, TFLOP/s, ms, token/s or %");
    }

    private static double? FactorOf(string prefix, UnitPrefixes prefixes) => (prefixes, prefix) switch
    {
        (UnitPrefixes.Binary, "Ki") => 1024.0,
        (UnitPrefixes.Binary, "Mi") => 1024.0 * 1024,
        (UnitPrefixes.Binary, "Gi") => 1024.0 * 1024 * 1024,
        (UnitPrefixes.Decimal, "n") => 1e-9,
        (UnitPrefixes.Decimal, "µ" or "u") => 1e-6,
        (UnitPrefixes.Decimal, "m") => 1e-3,
        (UnitPrefixes.Decimal, "k") => 1e3,
        (UnitPrefixes.Decimal, "M") => 1e6,
        (UnitPrefixes.Decimal, "G") => 1e9,
        (UnitPrefixes.Decimal, "T") => 1e12,
        (UnitPrefixes.Decimal, "P") => 1e15,
        _ => null,
    };
}
