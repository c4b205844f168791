using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Core.Expectations;

/// <summary>What devices of a kind give of a quantity, from all published figures that may be compared.</summary>
/// <param name="Name">Device or link, as sentences name it.</param>
/// <param name="Typical">Median of the values, in the unprefixed <paramref name="Unit"/>; null where there is only a mark.</param>
/// <param name="Spread">Range of the values over twice their median.</param>
/// <param name="Sources">Measured machines behind the median.</param>
/// <param name="Mark">The highest mark of a maker's or operator's test, with who set it; null where there is none.</param>
/// <param name="Years">Oldest and newest: <c>2023-2026</c>.</param>
public sealed record Expectation(
    string Name, Unit Unit, double? Typical, double Spread, int Sources, (double Value, string Tool)? Mark, string Years)
{
    internal static Expectation? Of(string name, ImmutableArray<ExpectationRow> rows)
    {
        var values = rows.Where(row => row.IsExpectation).ToArray();
        var mark = rows.Where(row => row.Mark is not null).MaxBy(row => row.Mark);
        if (values.Length == 0 && mark is null) return null;
        var shown = values.Length > 0 ? values : [mark!];
        int[] years = [.. shown.SelectMany(row => row.Year.Split('-'))
            .Select(year => int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(year => year > 0).Order()];
        var median = values.Length == 0 ? (double?)null : Quantile.Median([.. values.Select(row => row.Typical!.Value)]);
        return new Expectation(
            name, shown[0].Unit, median,
            median is { } middle ? (values.Max(row => row.High ?? row.Typical!.Value) - values.Min(row => row.Low ?? row.Typical!.Value))
                / 2 / middle : 0,
            values.Length, mark is null ? null : (mark.Mark!.Value, mark.Tool),
            years.Length == 0 ? "year unknown" : years[0] == years[^1]
                ? years[0].ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{years[0]}-{years[^1]}"));
    }
}
