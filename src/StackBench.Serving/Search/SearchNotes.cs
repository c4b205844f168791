using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Serving.Cells;

namespace StackBench.Serving.Search;

/// <summary>What a reader must know of a search before trusting its result. Pure.</summary>
public static class SearchNotes
{
    /// <summary>The code of a search without a result.</summary>
    private const string None = "search-none";

    /// <summary>The code of a load that kept the limits though the client was near its own.</summary>
    public const string ClientBusy = "client-busy";

    /// <param name="ended">What ended the search before its time; null where nothing did.</param>
    public static ImmutableArray<Note> Of(LoadSearch search, IReadOnlyList<SearchCell> cells, string? ended = null)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(cells);
        var outcome = search.Outcome(cells);
        var gentlest = cells.MinBy(cell => cell.Load)!;
        return outcome switch
        {
            { End: SearchEnd.NoLoadKeeps } =>
                [new Note(None, $"no load keeps the limits: with {Text(gentlest.Load, search)} {Share(gentlest.Load, cells)} of the "
                    + $"requests did, {NumberText.Share(search.Attainment)} were asked for",
                    "raise the limits (--slo), or lower --attainment")],
            { End: SearchEnd.ClientBound, Highest: null } => [new Note(
                None,
                $"no load kept the limits, and the load generator was the bottleneck even with {Text(gentlest.Load, search)}: this "
                    + $"says nothing of the server",
                "close other programs, or run the server on another machine (--endpoint)")],
            { End: SearchEnd.Highest, Highest: { } highest } =>
                [new Note(Limit, $"no search goes beyond {Text(highest, search)}, which keep the limits: the server may take more")],
            { End: SearchEnd.ClientBound, Highest: { } highest } => [new Note(
                Note.Invalid,
                $"the load generator was the bottleneck above {Text(highest, search)}: the server may take more",
                "run the server on another machine (--endpoint)")],
            { End: SearchEnd.Unfinished, Highest: null } => [new Note(
                None,
                $"the search ended after {Count(cells)} loads without one that keeps the limits: the lowest was "
                    + $"{Text(gentlest.Load, search)}",
                Lower(search, cells))],
            { End: SearchEnd.Unfinished, Highest: { } highest } => [new Note(
                ended is null ? Limit : "search-ended",
                $"the search ended after {Count(cells)} loads{(ended is null ? "" : $" as the next one failed ({ended})")}: the highest "
                    + $"lies {(outcome.LowestFailing is { } fails ? $"between {Text(highest, search)} and {Text(fails, search)}"
                    : $"above {Text(highest, search)}")}",
                ended is not null ? null : search.IsWhole ? "begin nearer to it, with --concurrency" : "begin nearer to it, with --rate")],
            _ => [],
        };
    }

    /// <summary>Of a load that keeps the limits: what its cells have to say, in words that do not deny the result.</summary>
    /// <param name="cells">The notes of each cell of the load.</param>
    public static ImmutableArray<Note> OfLoad(IReadOnlyCollection<ImmutableArray<Note>> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return [.. cells.SelectMany(notes => notes).GroupBy(note => note.Code, StringComparer.Ordinal).Select(group => group.Key switch
        {
            // Limits that are kept are kept whatever the client did.
            Note.Invalid =>
                new Note(ClientBusy, string.Create(CultureInfo.InvariantCulture, $"the load generator was near its own limits in "
                    + $"{group.Count()} of {cells.Count} cells of this load: its latencies may be the client's"), group.First().Remedy),
            CellNotes.Saturated =>
                new Note(CellNotes.Saturated, string.Create(CultureInfo.InvariantCulture, $"requests piled up in {group.Count()} of "
                    + $"{cells.Count} cells of this load"), "use more --requests"),
            _ => group.First(),
        })];
    }

    private const string Limit = "search-limit";

    private static string? Lower(LoadSearch search, IReadOnlyList<SearchCell> cells) =>
        search.IsWhole ? "begin lower, with --concurrency"
        : cells.Any(cell => cell.Load is > LoadSearch.OneAtATime and <= LoadSearch.LeastRate)
        ? "raise the limits (--slo), or lower --attainment"
        : "begin lower, with --rate";

    private static string Share(double load, IReadOnlyList<SearchCell> cells) =>
        NumberText.Share((double)cells.Where(cell => cell.Load == load).Sum(cell => cell.Good)
            / Math.Max(1, cells.Where(cell => cell.Load == load).Sum(cell => cell.Judged)));

    private static string Count(IReadOnlyList<SearchCell> cells) =>
        cells.Select(cell => cell.Load).Distinct().Count().ToString(CultureInfo.InvariantCulture);

    private static string Text(double load, LoadSearch search) =>
        load == LoadSearch.OneAtATime
            ? "one request at a time"
            : load.ToString("0.####", CultureInfo.InvariantCulture) + (!search.IsWhole ? " req/s" : load == 1 ? " user" : " users");
}
