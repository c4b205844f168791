using System.Collections.Immutable;
using StackBench.Serving.Metrics;

namespace StackBench.Serving.Search;

/// <summary>
/// The cells of a search as they are kept: a series a column, an entry a cell, in the order they were measured. Shares in percent. Pure.
/// </summary>
internal static class SearchSeries
{
    public static ImmutableSortedDictionary<string, IReadOnlyList<double>> Of(IReadOnlyList<SearchCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        (string Name, Func<SearchCell, double> Value)[] columns =
        [
            ("search-load", cell => cell.Load), ("search-requests", cell => cell.Judged), ("search-good", cell => cell.Good),
            ("search-attainment", cell => 100.0 * cell.Good / Math.Max(cell.Judged, 1)), ("search-piles-up", cell => cell.PilesUp ? 1 : 0),
            ("search-client-bound", cell => cell.IsClientBound ? 1 : 0),
        ];
        var series = columns.Select(
            column => KeyValuePair.Create<string, IReadOnlyList<double>>(column.Name, [.. cells.Select(column.Value)]));
        // A p99 of few requests is none; a series cannot hold a gap, so the cells that have one are named by their number.
        var known = cells.Index().Where(one => one.Item.TtftP99 is not null).ToArray();
        if (known.Length > 0)
            series = series.Append(new("search-ttft-p99", [.. known.Select(one => one.Item.TtftP99!.Value)]))
                .Append(new("search-ttft-p99-cell", [.. known.Select(one => one.Index + 1.0)]));
        return series.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>Share of all cells of a load, in percent, with its interval.</summary>
    public static IEnumerable<KeyValuePair<string, double>> AttainmentAt(double load, IReadOnlyList<SearchCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var (good, judged) = (
            cells.Where(cell => cell.Load == load).Sum(cell => cell.Good), cells.Where(cell => cell.Load == load).Sum(cell => cell.Judged));
        if (WilsonInterval.Of(good, judged) is not { } interval) return [];
        return [new("attainment", 100.0 * good / judged), new(
            "attainment-low", 100 * interval.Low), new("attainment-high", 100 * interval.High)];
    }
}
