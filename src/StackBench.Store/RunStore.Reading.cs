using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Text;
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
            + "CASE WHEN EXISTS (SELECT 1 FROM pair_runs WHERE run_id = runs.id) "
            + "THEN iif(json_valid(header), json_extract(header, '$.purpose'), '') END FROM runs WHERE ";
    private const string NewestFirst = " ORDER BY started_at DESC, id DESC LIMIT $limit";
    private const string ForItself = " AND NOT EXISTS (SELECT 1 FROM pair_runs WHERE run_id = runs.id)";

    // As NodeName has it: node.name, in runs of older versions host.name.
    private const string OfNode =
        " AND json_valid(header) AND EXISTS (SELECT 1 FROM json_each(header, '$.fingerprint.facts') AS fact "
            + "WHERE json_extract(fact.value, '$.value') = $text AND (json_extract(fact.value, '$.name') = 'node.name' "
            + "OR (json_extract(fact.value, '$.name') = 'host.name' AND NOT EXISTS (SELECT 1 "
            + "FROM json_each(header, '$.fingerprint.facts') AS other WHERE json_extract(other.value, '$.name') = 'node.name'))))";
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);
    private const int NoLimit = -1;
    private const int NamedCandidates = 4;

    /// <summary>
    /// Newest first. Reads no result, so it is fast however much the store holds. A clock that was wrong once would be the newest for
    /// years: runs that are dated in the future come last.
    /// </summary>
    /// <param name="limit">Null for all.</param>
    /// <param name="label">Only runs of this label; null for all.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ImmutableArray<RunSummary> List(int? limit = null, string? label = null) =>
        Read(() => Summaries(label is null ? "" : " AND label = $text", limit, label));

    /// <summary>As <see cref="List"/>, only runs of the node of a name (<see cref="NodeName"/>).</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ImmutableArray<RunSummary> ListOfNode(string node, int? limit = null) => Read(() => Summaries(OfNode, limit, node));

    /// <summary>The same runs with their nodes, for which their headers are read.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public ImmutableArray<RunSummary> WithNodes(ImmutableArray<RunSummary> runs) => Read(() =>
    {
        var names = Connection.Query(
            """
            SELECT runs.id, json_extract(fact.value, '$.name'), json_extract(fact.value, '$.value')
            FROM runs, json_each(iif(json_valid(header), header, '{}'), '$.fingerprint.facts') AS fact
            WHERE runs.id IN (SELECT value FROM json_each($ids))
                AND CASE fact.type WHEN 'object' THEN json_extract(fact.value, '$.name') END IN ('node.name', 'host.name')
            """,
            row => (Id: row.GetString(0), Fact: new FingerprintFact(row.GetString(1), row.StringOrNull(2), FactRole.Noise)),
            ("$ids", $"[{string.Join(',', runs.Select(run => $"\"{run.Id}\""))}]"))
            .ToLookup(name => name.Id, name => name.Fact, StringComparer.Ordinal);
        return runs.Select(run => run with { Node = NodeName.Of(Fingerprint.Of(names[run.Id])) }).ToImmutableArray();
    });

    /// <summary>Whether a run says that it started at a time that is yet to come.</summary>
    public static bool IsFromTheFuture(RunSummary run, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.StartedAt > now + ClockTolerance;
    }

    /// <summary>
    /// The run that a text names: <c>latest</c>, an id, a prefix that only one id has, or a label (then the newest run that has it).
    /// </summary>
    /// <exception cref="StoreException">None or several are named, or the store cannot be read.</exception>
    public RunSummary Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) throw Unknown(text);
        return Read(() =>
        {
            if (text == Latest)
                return First(ForItself)
                    ?? throw new StoreException(StoreFailure.UnknownRun, "there are no runs yet", "Measure one: stackbench run");
            var byId = Summaries(" AND substr(id, 1, length($text)) = $text", NamedCandidates + 1, text);
            if (byId is [var only]) return only;
            if (First(" AND label = $text", text) is { } labelled) return labelled;
            if (!byId.IsEmpty) throw Ambiguous(text, byId);
            // A database that lost its newest pages, or was put back from a copy, knows less than the logs.
            return RunLog.Ids(Location).Where(id => id.StartsWith(text, StringComparison.Ordinal)).Take(2).ToArray() is [var logged]
                && OnlyLogged(logged) is { } run
                ? RunSummary.Of(run)
                : throw Unknown(text);
        });
    }

    /// <param name="id">A whole id; <see cref="Find"/> resolves anything shorter.</param>
    /// <exception cref="StoreException">There is no such run, or it cannot be read.</exception>
    public Run Load(string id) => Read(() =>
    {
        try
        {
            return Stored(id) ?? OnlyLogged(id) ?? throw Unknown(id);
        }
        catch (Exception exception) when (exception is RunDocumentException || StoreErrors.IsDamage(exception))
        {
            return Instead(id, exception.Message) ?? throw StoreErrors.Damaged(exception.Message, Location);
        }
    });

    /// <summary>The runs that can be read; the others are named.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public IEnumerable<Run> LoadReadable(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var id in ids)
        {
            Run run;
            try
            {
                run = Load(id);
            }
            catch (StoreException exception) when (exception.Failure is StoreFailure.Corrupt or StoreFailure.UnknownRun)
            {
                continue;
            }

            yield return run;
        }
    }

    /// <summary>A run by the database alone; null where it has none of the id.</summary>
    private Run? Stored(string id)
    {
        using var transaction = Connection.BeginTransaction(deferred: true);
        var headers = Connection.Query(
            "SELECT header, owner FROM runs WHERE id = $id", row => (Text: row.GetString(0), Owner: row.StringOrNull(1)), ("$id", id));
        if (headers is not [var header]) return null;
        var source = $"run {id} in {Location.DatabasePath}";
        var run = RunDocument.Read(Encoding.UTF8.GetBytes(header.Text), source);
        if (run.Id != id) throw new DamagedRowException($"{source}: it calls itself {run.Id}");
        var results = Connection.Query(
            "SELECT document FROM results WHERE run_id = $id ORDER BY position",
            row => RunDocument.ReadResult(Encoding.UTF8.GetBytes(row.GetString(0)), source),
            ("$id", id));
        return run with { Status = StatusOf(run.Status, header.Owner), Results = [.. results] };
    }

    /// <summary>A run that the database lacks, by its log; null where there is none.</summary>
    private Run? OnlyLogged(string id)
    {
        if (!RunId.IsValid(id) || Logged(id) is not { } run) return null;
        if (_named.Add(id)) _note($"run {id} is not in the database; read from its log. {RepairRemedy}");
        return run;
    }

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

    private RunSummary? First(string condition, string? text = null) =>
        Summaries(condition, 1, text) is [var first] ? first : Summaries(condition, null, text) is [var readable, ..] ? readable : null;

    private ImmutableArray<RunSummary> Summaries(string condition, int? limit, string? text = null)
    {
        var now = Text(TimeProvider.System.GetUtcNow() + ClockTolerance);
        IEnumerable<RunSummary> Part(string time, int? most) => most == 0 ? [] : Connection.Query(
            SummaryColumns + time + condition + NewestFirst, Summary, ("$now", now), ("$limit", most ?? NoLimit), ("$text", text))
            .OfType<RunSummary>();
        RunSummary[] past = [.. Part("started_at <= $now", limit)];
        return [.. past, .. Part("started_at > $now", limit - past.Length)];
    }

    /// <summary>Null for a row that does not read, nor the log of its run; it is named.</summary>
    private RunSummary? Summary(SqliteDataReader row)
    {
        try
        {
            return SoundSummary(row);
        }
        catch (Exception exception) when (StoreErrors.IsDamage(exception))
        {
            return Instead(row.StringOrNull(0) ?? "", exception.Message) is { } run ? RunSummary.Of(run) : null;
        }
    }

    private static RunSummary SoundSummary(SqliteDataReader row) => new(
        row.GetString(0),
        Time(row.GetString(1)),
        row.StringOrNull(2) is { } finishedAt ? Time(finishedAt) : null,
        StatusOf(Named<RunStatus>(row.GetString(3)), row.StringOrNull(11)),
        row.StringOrNull(4),
        Named<Suite>(row.GetString(5)),
        row.GetString(6),
        new OutcomeCounts(row.GetInt32(7), row.GetInt32(8), row.GetInt32(9), row.GetInt32(10)))
    {
        Purpose = row.IsDBNull(12) ? RunPurpose.Measure : Named<RunPurpose>(row.GetString(12)),
    };

    private static T Named<T>(string text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new DamagedRowException($"'{SafeText.OneLine(text)}' is not a {typeof(T).Name}");

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
