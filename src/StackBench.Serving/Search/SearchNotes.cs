using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Serving.Metrics;

namespace StackBench.Serving.Search;

/// <summary>What a reader must know of a search before trusting its result. Pure.</summary>
public static class SearchNotes
{
    /// <summary>The code of a search without a result.</summary>
    public const string None = "search-none";

    public static ImmutableArray<Note> Of(LoadSearch search, IReadOnlyList<SearchCell> cells)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(cells);
        var outcome = search.Outcome(cells);
        var gentlest = cells.MinBy(cell => cell.Load)!;
        return outcome switch
        {
            { End: SearchEnd.NoLoadKeeps } => [new Note(None, $"no load keeps the limits: with {Text(gentlest.Load, search)} {Share(gentlest.Load, cells)} of the requests did, {NumberText.Share(search.Attainment)} were asked for", "raise the limits (--slo), or lower --attainment")],
            { End: SearchEnd.ClientBound, Highest: { } highest } => [new Note(
                CellNotes.Invalid, $"invalid: the load generator was the bottleneck above {Text(highest, search)}: the server may take more", "run the server on another machine (--endpoint)")],
            { End: SearchEnd.Unfinished, Highest: null } => [new Note(
                None, $"the search ended after {Count(cells)} loads without one that keeps the limits: the lowest was {Text(gentlest.Load, search)}", search.IsWhole ? "begin lower, with --concurrency" : "begin lower, with --rate")],
            { End: SearchEnd.Unfinished, Highest: { } highest } => [new Note(
                "search-limit",
                $"the search ended after {Count(cells)} loads: the highest lies {(outcome.LowestFailing is { } fails ? $"between {Text(highest, search)} and {Text(fails, search)}" : $"above {Text(highest, search)}")}",
                search.IsWhole ? "begin nearer to it, with --concurrency" : "begin nearer to it, with --rate")],
            _ => [],
        };
    }

    private static string Share(double load, IReadOnlyList<SearchCell> cells) =>
        NumberText.Share((double)cells.Where(cell => cell.Load == load).Sum(cell => cell.Good) / Math.Max(1, cells.Where(cell => cell.Load == load).Sum(cell => cell.Judged)));

    private static string Count(IReadOnlyList<SearchCell> cells) => cells.Select(cell => cell.Load).Distinct().Count().ToString(CultureInfo.InvariantCulture);

    private static string Text(double load, LoadSearch search) =>
        load == LoadSearch.OneAtATime ? "one request at a time" : load.ToString("0.####", CultureInfo.InvariantCulture) + (!search.IsWhole ? " req/s" : load == 1 ? " user" : " users");
}
