using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Store;

public sealed partial class RunStore
{
    /// <summary>
    /// Stands for the newest run in <see cref="Find"/> that was measured for itself: no side of a pair, none that confirms.
    /// </summary>
    public const string Latest = "latest";

    private const string SummaryColumns =
        "SELECT id, started_at, finished_at, status, label, suite, machine, ok, skipped, failed, implausible, owner, "
            + "CASE WHEN EXISTS (SELECT "
            + "1 FROM pair_runs WHERE run_id = runs.id) THEN json_extract(header, '$.purpose') END FROM runs ";
    private const string NewestFirst = " ORDER BY started_at DESC, id DESC LIMIT $limit";
    // A clock that was wrong once would be the newest for years: such a run is the latest only where there is no other.
    private const string LatestFirst = " WHERE NOT EXISTS (SELECT 1 FROM pair_runs WHERE run_id = runs.id) "
        + "ORDER BY started_at > $text, started_at DESC, id DESC LIMIT 1";
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);
    private const int NoLimit = -1;
    private const int NamedCandidates = 4;

    /// <summary>Newest first. Reads no result, so it is fast however much the store holds.</summary>
    /// <param name="limit">Null for all.</param>
    /// <param name="label">Only runs of this label; null for all.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ImmutableArray<RunSummary> List(int? limit = null, string? label = null) => StoreErrors.Translate(Location, () => label is null
        ? Summaries("", limit)
        : Summaries("WHERE label = $text", limit, label));

    /// <summary>
    /// The run that a text names: <c>latest</c>, an id, a prefix that only one id has, or a label (then the newest run that has it).
    /// </summary>
    /// <exception cref="StoreException">None or several are named, or the store cannot be read.</exception>
    public RunSummary Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) throw Unknown(text);
        return StoreErrors.Translate(Location, () =>
        {
            if (text == Latest)
                return Connection.Query(
                    SummaryColumns + LatestFirst, Summary,
                    ("$text", Text(TimeProvider.System.GetUtcNow() + ClockTolerance))) is [var newest]
                    ? newest
                    : throw new StoreException(StoreFailure.UnknownRun, "there are no runs yet", "Measure one: stackbench run");
            var byId = Summaries("WHERE substr(id, 1, length($text)) = $text", NamedCandidates + 1, text);
            if (byId is [var only]) return only;
            if (Summaries("WHERE label = $text", 1, text) is [var labelled]) return labelled;
            throw byId.IsEmpty ? Unknown(text) : Ambiguous(text, byId);
        });
    }

    /// <param name="id">A whole id; <see cref="Find"/> resolves anything shorter.</param>
    /// <exception cref="StoreException">There is no such run, or it cannot be read.</exception>
    public Run Load(string id) => StoreErrors.Translate(Location, () =>
    {
        using var transaction = Connection.BeginTransaction(deferred: true);
        var headers = Connection.Query(
            "SELECT header, owner FROM runs WHERE id = $id", row => (Text: row.GetString(0), Owner: row.StringOrNull(1)), ("$id", id));
        if (headers is not [var header]) throw Unknown(id);
        var source = $"run {id} in {Location.DatabasePath}";
        var run = RunDocument.Read(Encoding.UTF8.GetBytes(header.Text), source);
        var results = Connection.Query(
            "SELECT document FROM results WHERE run_id = $id ORDER BY position",
            row => RunDocument.ReadResult(Encoding.UTF8.GetBytes(row.GetString(0)), source),
            ("$id", id));
        return run with { Status = StatusOf(run.Status, header.Owner), Results = [.. results] };
    });

    /// <summary>The ids of runs that were imported, by what they are of (<see cref="ImportedRuns.SourceOf"/>).</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Dictionary<string, string> ImportedSources() => StoreErrors.Translate(Location, () =>
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        var headers = Connection.Query(
            "SELECT id, header FROM runs WHERE instr(header, $fact) > 0 ORDER BY id", row => (Id: row.GetString(0), Text: row.GetString(1)),
            ("$fact", ImportedRuns.Content));
        foreach (var (id, text) in headers)
            if (ImportedRuns.SourceOf(RunDocument.Read(Encoding.UTF8.GetBytes(text), $"run {id} in {Location.DatabasePath}").Fingerprint)
                is { } of) sources.TryAdd(of, id);
        return sources;
    });

    private bool Exists(string id) => Connection.Query("SELECT 1 FROM runs WHERE id = $id", _ => true, ("$id", id)).Count > 0;

    private ImmutableArray<RunSummary> Summaries(string condition, int? limit, string? text = null) =>
        [.. Connection.Query(SummaryColumns + condition + NewestFirst, Summary, ("$limit", limit ?? NoLimit), ("$text", text))];

    private static RunSummary Summary(SqliteDataReader row) => new(
        row.GetString(0),
        Time(row.GetString(1)),
        row.StringOrNull(2) is { } finishedAt ? Time(finishedAt) : null,
        StatusOf(Enum.Parse<RunStatus>(row.GetString(3), ignoreCase: true), row.StringOrNull(11)),
        row.StringOrNull(4),
        Enum.Parse<Suite>(row.GetString(5), ignoreCase: true),
        row.GetString(6),
        new OutcomeCounts(row.GetInt32(7), row.GetInt32(8), row.GetInt32(9), row.GetInt32(10)))
    {
        Purpose = row.IsDBNull(12) ? RunPurpose.Measure : Enum.Parse<RunPurpose>(row.GetString(12), ignoreCase: true),
    };

    /// <summary>What is still entered as running, though the process that recorded it has ended, was interrupted.</summary>
    private static RunStatus StatusOf(RunStatus status, string? owner) =>
        status == RunStatus.Running && ProcessIdentity.Parse(owner)?.HasEnded() != false ? RunStatus.Interrupted : status;

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);

    private static StoreException Unknown(string text) =>
        new(StoreFailure.UnknownRun, $"no run is called '{text}'",
            "See what there is: stackbench history. A run is named by its id, the start of its id, its label, or 'latest'.");

    private static StoreException Ambiguous(string text, ImmutableArray<RunSummary> candidates)
    {
        var names = string.Join(
            ", ", candidates.Take(NamedCandidates).Select(run => run.Id)) + (candidates.Length > NamedCandidates ? ", ..." : "");
        return new StoreException(StoreFailure.AmbiguousRun, $"'{text}' is the start of several runs: {names}", "Give more of the id.");
    }
}
