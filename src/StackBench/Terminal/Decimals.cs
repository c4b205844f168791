using System.Collections.Immutable;

namespace StackBench.Terminal;

/// <summary>Lines numbers up at their decimal points and units at their first letter.</summary>
internal static class Decimals
{
    /// <summary>Texts of equal width; an empty number stays empty.</summary>
    public static ImmutableArray<string> Align(IReadOnlyCollection<(string Number, string Unit)> quantities)
    {
        var parts = quantities.Select(quantity => (Point: PointOf(quantity.Number), quantity.Number, quantity.Unit)).ToArray();
        var before = parts.Select(part => part.Point).DefaultIfEmpty().Max();
        var after = parts.Select(part => part.Number.Length - part.Point).DefaultIfEmpty().Max();
        var unit = parts.Select(part => part.Unit.Length).DefaultIfEmpty().Max();
        return
        [
            .. parts.Select(part => part.Number.Length == 0
                ? ""
                : $"{part.Number[..part.Point].PadLeft(before)}{part.Number[part.Point..].PadRight(after)} {part.Unit.PadRight(unit)}"),
        ];
    }

    private static int PointOf(string number)
    {
        var point = number.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? number.Length : point;
    }
}
