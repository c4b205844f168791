using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using StackBench.Core.Json;
using StackBench.Core.Results;

namespace StackBench.Store;

public sealed partial class RunStore
{
    /// <summary>Complaints of SQLite that are named; the rest is of the same kind.</summary>
    private const int MostComplaints = 3;

    /// <summary>
    /// Makes the database anew: from the logs, and from what of the database before still reads. That one stays beside it.
    /// </summary>
    /// <exception cref="StoreException">It cannot be written, or a run is being recorded; the database is as before.</exception>
    public static StoreRebuild Rebuild(StoreLocation location, Action<string> note)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(note);
        return StoreErrors.Translate(location, () =>
        {
            if (RunJournal.FirstLive(location) is { } live)
                throw new StoreException(
                    StoreFailure.Locked, $"run {live} is being recorded into the store", "Wait for its end: stackbench history");
            RunJournal.Settle(location);
            var path = $"{location.DatabasePath}.{Path.GetRandomFileName()}.tmp";
            try
            {
                StoreModes.Of(location).CreateFolder(location.Folder);
                int logged, salvaged;
                using (var store = new RunStore(location, StoreConnection.Fresh(path, location), null, note))
                {
                    logged = store.EnterLogs();
                    salvaged = StoreConnection.Raw(location) is { } before ? store.EnterReadable(before) : 0;
                }

                return new StoreRebuild(logged, salvaged, Replace(location, path));
            }
            finally
            {
                File.Delete(path);
            }
        });
    }

    /// <summary>Looks at every run in the database and in the logs, and makes each good from the other.</summary>
    /// <exception cref="StoreException">There is no store that could be looked at.</exception>
    public static ImmutableArray<StoreFinding> Repair(StoreLocation location, Action<string> note)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(note);
        var findings = ImmutableArray.CreateBuilder<StoreFinding>();
        string[] complaints;
        using (var store = Open(location, BusyTimeout, note, tellsLost: false))
        {
            if (store.Obstacle is { Failure: not StoreFailure.Corrupt } obstacle)
                return [new StoreFinding(obstacle.Message, null, obstacle.Remedy)];
            complaints = store.Obstacle is { } damage ? [damage.Message] : store.Complaints();
        }

        if (complaints.Length > 0)
        {
            var rebuilt = Rebuild(location, note);
            findings.Add(new StoreFinding(string.Join("; ", complaints), string.Create(CultureInfo.InvariantCulture,
                $"made anew with {RunCount.Text(rebuilt.Runs)}; the database before is {rebuilt.Aside}")));
        }

        var lost = new List<string>();
        try
        {
            using var sound = Open(location, BusyTimeout, note, tellsLost: false);
            foreach (var id in sound.ReadableIds().Union(RunLog.Ids(location), StringComparer.Ordinal).Order(StringComparer.Ordinal))
                if (StoreErrors.Translate(location, () => sound.Repair(id, lost.Add)) is { } finding) findings.Add(finding);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.Corrupt)
        {
            lost.Add(exception.Message);
        }

        if (lost.Count == 0) return findings.ToImmutable();
        // Rows that nothing reads any more go; the file they are in stays.
        var aside = Rebuild(location, note).Aside;
        return [.. findings, .. lost.Select(what => new StoreFinding(what, $"left out; the database before is {aside}"))];
    }

    private string[] Complaints()
    {
        try
        {
            return [.. Connection.Query($"PRAGMA integrity_check({MostComplaints})", row => row.GetString(0)).Where(line => line != "ok")];
        }
        catch (SqliteException exception)
        {
            return [exception.Message];
        }
    }

    /// <param name="lose">Takes what is said of a row that can be read nowhere.</param>
    private StoreFinding? Repair(string id, Action<string> lose)
    {
        if (!RunId.IsValid(id))
        {
            lose($"a run in the database calls itself '{id}'");
            return null;
        }

        var (stored, noRow) = Try(() =>
        {
            Connection.Query(SummaryColumns + "id = $id", SoundSummary, ("$id", id));
            return Stored(id);
        });
        if (stored is { Status: RunStatus.Running }) return null;
        var (logged, noLog) = Try(() => RunLog.Of(Location, id));
        if (stored is null && logged is null)
        {
            if (noRow is not null) lose($"run {id} cannot be read: {noRow}");
            return noRow is not null ? null
                : new StoreFinding($"the log {Location.LogPath(id)} cannot be read: {noLog}", null, "Remove or correct the file.");
        }

        if (stored is null || logged?.Results.Length > stored.Results.Length)
        {
            Import([logged!], [id]);
            return new StoreFinding(
                $"run {id} {(noRow is not null ? $"does not read ({noRow})" : "is not in the database as its log has it")}",
                "entered from its log");
        }

        if (logged is not null && logged.Results.Length == stored.Results.Length)
            return RunDocument.Write(logged with { Status = stored.Status }).AsSpan().SequenceEqual(RunDocument.Write(stored))
                ? null
                : new StoreFinding($"run {id} is not the same in the database and in its log", null,
                    $"See which is right: stackbench show {id} --format json, and {Location.LogPath(id)}; "
                        + "'stackbench store rebuild' takes the log.");
        RunLog.Write(Location, stored);
        return new StoreFinding($"the log of run {id} {(noLog is null ? "lacks results" : $"does not read ({noLog})")}", "written again");
    }

    private static (Run? Run, string? Reason) Try(Func<Run?> read)
    {
        try
        {
            return (read(), null);
        }
        catch (Exception exception) when (exception is RunDocumentException or IOException or UnauthorizedAccessException
            || StoreErrors.IsDamage(exception))
        {
            return (null, exception.Message);
        }
    }

    private static string? Replace(StoreLocation location, string path)
    {
        string? aside = null;
        if (File.Exists(location.DatabasePath))
        {
            aside = string.Create(
                CultureInfo.InvariantCulture, $"{location.DatabasePath}.{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}.damaged");
            foreach (var suffix in (string[])["", "-wal"])
                if (File.Exists(location.DatabasePath + suffix)) File.Move(location.DatabasePath + suffix, aside + suffix, overwrite: true);
        }

        foreach (var suffix in (string[])["-wal", "-shm", "-journal"]) File.Delete(location.DatabasePath + suffix);
        File.Move(path, location.DatabasePath);
        return aside;
    }
}
