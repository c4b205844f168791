using System.Globalization;
using StackBench.Serving.Metrics;

namespace StackBench.Serving.Search;

/// <summary>
/// Searches the highest load at which a share of the requests keeps every limit: doubles from a start until a load fails (halves until one
/// keeps), then bisects until both are within <see cref="Tolerance"/>. Pure: the next load follows from the cells measured so far.
/// </summary>
/// <param name="Start">First load: requests per second, or users.</param>
/// <param name="IsWhole">Users are searched; else a rate.</param>
/// <param name="Attainment">Share of requests that must be good, above 0 and at most 1.</param>
/// <param name="MostLoads">Different loads that are measured at most.</param>
public sealed record LoadSearch(double Start, bool IsWhole, double Attainment, int MostLoads = LoadSearch.UsualMostLoads)
{
    /// <summary>Relative distance of the highest load that keeps the limits to the lowest that does not, at which a search ends.</summary>
    public const double Tolerance = 0.10;

    public const int UsualMostLoads = 16;

    /// <summary>Cells of a load that is not decided.</summary>
    public const int MostCellsOfLoad = 3;

    /// <summary>The load of one request at a time, which no rate is more gentle than.</summary>
    public const double OneAtATime = 0;

    /// <summary>Seconds within which the requests of a cell are sent.</summary>
    public const double LongestSeconds = 300;

    /// <summary>
    /// Seconds for answers under way when the last request of a cell was sent, as no cell may keep a search from ending; what
    /// has not ended then has failed.
    /// </summary>
    public const double AnswerSeconds = 300;

    /// <summary>Requests per second: below, a cell would be over before it has the arrivals that show whether requests pile up.</summary>
    public const double LeastRate = Saturation.LeastArrivals / LongestSeconds;

    /// <summary>
    /// Requests per second, and users: what one cell of their requests holds in memory, and what the load generator was tested with.
    /// </summary>
    public const double HighestRate = 10_000;

    /// <inheritdoc cref="HighestRate"/>
    public const int HighestConcurrency = 2000;

    private const double ShortestSeconds = 5;

    private const int LeastRequests = 60, MostDeciding = 400, AnswersOfUser = 30, LeastAnswersOfUser = 5;

    /// <summary>The load to measure next, with prompts of its own; null where the search has ended.</summary>
    public double? Next(IReadOnlyList<SearchCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 0) return Start;
        if (Verdict(cells, cells[^1].Load) == LoadVerdict.Undecided) return cells[^1].Load;
        if (cells.Select(cell => cell.Load).Distinct().Count() >= MostLoads) return null;
        return Bracket(cells) switch
        {
            ({ } keeps, null) => keeps >= Highest ? null : Math.Min(Highest, 2 * keeps),
            (null, { } fails) => Lower(cells, fails),
            ({ } keeps, { } fails) => IsNear(keeps, fails) ? null : Middle(keeps, fails),
            _ => null,
        };
    }

    /// <summary>What was found when no more is measured.</summary>
    public SearchOutcome Outcome(IReadOnlyList<SearchCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var (keeps, fails) = Bracket(cells);
        var end = (keeps, fails) switch
        {
            ({ } low, null) when low >= Highest => SearchEnd.Highest,
            // Limits that are kept are kept whatever the client did; those that are not may be the client's doing.
            ({ } low, { } high) when IsNear(low, high) =>
                cells.Any(cell => cell.Load == high && cell.IsClientBound) ? SearchEnd.ClientBound : SearchEnd.Found,
            (null, { } high) when IsWhole && high <= 1 => Gentlest(high),
            (null, not null) when Verdict(cells, OneAtATime) == LoadVerdict.Fails => Gentlest(OneAtATime),
            _ => SearchEnd.Unfinished,
        };
        return new SearchOutcome(keeps, fails, end);

        SearchEnd Gentlest(double load) =>
            cells.Any(cell => cell.Load == load && cell.IsClientBound) ? SearchEnd.ClientBound : SearchEnd.NoLoadKeeps;
    }

    /// <summary>
    /// What the cells of a load say. They are pooled, and decide as soon as the interval of their share (Wilson, 95 %) leaves out the share
    /// asked for. A load near the capacity stays undecided however much is spent on it, so that after <see cref="MostCellsOfLoad"/> cells
    /// the share itself decides: it is right on average, where a bound would give more to whoever sends more requests. Requests of a cell
    /// wait in one queue and are not independent; the interval only saves time, and the evidence is that of several launches. A load whose
    /// requests pile up in most of its cells fails even where the limits were kept, as they would not be for longer.
    /// </summary>
    public LoadVerdict Verdict(IReadOnlyList<SearchCell> cells, double load)
    {
        ArgumentNullException.ThrowIfNull(cells);
        SearchCell[] own = [.. cells.Where(cell => cell.Load == load)];
        var (good, judged, piling) = (own.Sum(cell => cell.Good), own.Sum(cell => cell.Judged), own.Count(cell => cell.PilesUp));
        if (own.Length == 0 || WilsonInterval.Of(good, judged) is not { } interval)
            return own.Length < MostCellsOfLoad ? LoadVerdict.Undecided : LoadVerdict.Fails;
        if (interval.High < Attainment) return LoadVerdict.Fails;
        if (interval.Low >= Attainment && piling == 0) return LoadVerdict.Keeps;
        if (own.Length < MostCellsOfLoad) return LoadVerdict.Undecided;
        return good >= Attainment * judged && 2 * piling <= own.Length ? LoadVerdict.Keeps : LoadVerdict.Fails;
    }

    /// <summary>
    /// Requests of a cell: as many as decide a load that all of them keep, for at least <see cref="ShortestSeconds"/>
    /// seconds of a rate, and at most
    /// <see cref="LongestSeconds"/>; of users thirty answers each,
    /// as the first ones, which come all at once, must not decide. A rate has the arrivals that show whether requests pile up.
    /// </summary>
    /// <param name="asked">
    /// Requests the user wants; null for the usual number. Users get five each at least, as with fewer requests than users some have
    /// nothing to do; a rate lasts no longer for it than <see cref="LongestSeconds"/>.
    /// </param>
    public int RequestsOf(double load, int? asked = null)
    {
        if (asked is { } wish)
        {
            return IsWhole ? (int)Math.Max(wish, LeastAnswersOfUser * load)
                : load == OneAtATime ? wish
                : (int)Math.Max(Saturation.LeastArrivals, Math.Min(wish, Math.Floor(LongestSeconds * load)));
        }

        // All of n good have the lower bound n / (n + z^2): with z^2 a / (1 - a) requests it is a. Some more, as some may fail by chance.
        var deciding = Math.Clamp(Attainment < 1 ? 1.25 * 3.84 * Attainment / (1 - Attainment) : MostDeciding, LeastRequests, MostDeciding);
        var wanted = IsWhole ? Math.Max(deciding, AnswersOfUser * load)
            : load == OneAtATime ? LeastRequests
            : Math.Max(Saturation.LeastArrivals, Math.Min(Math.Max(deciding, ShortestSeconds * load), LongestSeconds * load));
        return (int)Math.Ceiling(Math.Round(wanted, 6));
    }

    private double Highest => IsWhole ? HighestConcurrency : HighestRate;

    private (double? Keeps, double? Fails) Bracket(IReadOnlyList<SearchCell> cells)
    {
        var loads = cells.Select(cell => cell.Load).Where(load => load > OneAtATime).Distinct().ToLookup(load => Verdict(cells, load));
        double? fails = loads[LoadVerdict.Fails].Any() ? loads[LoadVerdict.Fails].Min() : null;
        double[] below = [.. loads[LoadVerdict.Keeps].Where(load => !(load >= fails))];
        return (below.Length == 0 ? null : below.Max(), fails);
    }

    private double? Lower(IReadOnlyList<SearchCell> cells, double fails)
    {
        if (IsWhole) return fails <= 1 ? null : Math.Floor(fails / 2);
        if (cells.All(cell => cell.Load != OneAtATime)) return OneAtATime;
        return Verdict(cells, OneAtATime) == LoadVerdict.Fails || fails <= LeastRate ? null : Math.Max(LeastRate, fails / 2);
    }

    private bool IsNear(double keeps, double fails) => fails <= keeps * (1 + Tolerance) || (IsWhole && fails - keeps <= 1);

    private double Middle(double keeps, double fails)
    {
        var middle = Math.Sqrt(keeps * fails);
        // Four digits suffice, and can be read.
        return IsWhole
            ? Math.Clamp(Math.Round(middle), keeps + 1, fails - 1)
            : double.Parse(middle.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
