using Microsoft.Data.Sqlite;
using StackBench.Core.Json;
using StackBench.Core.Results;

namespace StackBench.Store;

public sealed partial class RunStore
{
    private const string RepairRemedy = "Repair the store: stackbench doctor --store";

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    /// <summary>Reads; where the database turns out to be damaged, from the logs and from what of it can still be read.</summary>
    private T Read<T>(Func<T> action)
    {
        try
        {
            return StoreErrors.Translate(Location, action);
        }
        catch (StoreException exception) when (
            exception.Failure == StoreFailure.Corrupt && Obstacle is null or { Failure: not StoreFailure.Corrupt }
            && exception.InnerException is SqliteException)
        {
            var damaged = Connection;
            Connection = StoreConnection.InMemory();
            Obstacle = exception;
            using (damaged) Salvage(damaged);
            return StoreErrors.Translate(Location, action);
        }
    }

    /// <summary>Fills a database in memory from the logs, in place of one that cannot be opened.</summary>
    private void ReadLogs()
    {
        var count = EnterLogs();
        _note($"{Obstacle!.Message}; read {RunCount.Text(count)} from the logs instead. {RepairRemedy}");
    }

    /// <summary>Fills a database in memory from the logs, and from the rows of a damaged one that still read.</summary>
    private void Salvage(SqliteConnection damaged)
    {
        var logged = EnterLogs();
        var salvaged = EnterReadable(damaged);
        _note($"{Obstacle!.Message}; read {RunCount.Text(logged)} from the logs instead"
            + (salvaged == 0 ? "" : $", and {RunCount.Text(salvaged)} that have none from the database") + $". {RepairRemedy}");
    }

    /// <summary>Enters the logs of runs that the database lacks; those that do not read are named.</summary>
    /// <returns>How many were entered.</returns>
    internal int EnterLogs()
    {
        var entered = 0;
        using var transaction = Connection.BeginTransaction(deferred: false);
        foreach (var id in RunLog.Ids(Location))
        {
            if (Exists(id)) continue;
            if (Logged(id) is not { } run) continue;
            Insert(run.Status == RunStatus.Running && Obstacle is null ? run with { Status = RunStatus.Interrupted } : run, owner: null);
            entered++;
        }

        transaction.Commit();
        return entered;
    }

    /// <summary>Enters what still reads of another database: runs that are not here, baselines and noise floors.</summary>
    /// <returns>How many runs were entered.</returns>
    internal int EnterReadable(SqliteConnection damaged)
    {
        using var other = new RunStore(Location, damaged, Obstacle, _ => { });
        using var transaction = Connection.BeginTransaction(deferred: false);
        var entered = 0;
        foreach (var id in other.ReadableIds().Where(id => RunId.IsValid(id) && !Exists(id)))
        {
            try
            {
                if (StoreErrors.Translate(Location, () => other.Stored(id)) is not { } run) continue;
                Insert(run, owner: null);
                entered++;
            }
            catch (StoreException exception) when (exception.Failure == StoreFailure.Corrupt)
            {
                Name(id, exception.Message);
            }
        }

        Part(() => Keep(other.Query(BaselineColumns, ReadBaseline)));
        Part(() => Keep(other.Query(FloorColumns, ReadNoiseFloor)));
        transaction.Commit();
        return entered;
    }

    /// <summary>The run by its log; null where it has none that reads, which is said.</summary>
    private Run? Logged(string id)
    {
        try
        {
            return RunLog.Of(Location, id);
        }
        catch (Exception exception) when (exception is RunDocumentException or IOException or UnauthorizedAccessException)
        {
            Name(id, exception.Message);
            return null;
        }
    }

    /// <summary>A run whose row does not read, by its log; null where that does not read either. It is named either way.</summary>
    private Run? Instead(string id, string reason)
    {
        var run = RunId.IsValid(id) ? Logged(id) : null;
        if (_named.Add(id + "!"))
            _note($"run {id} is damaged in the database ({reason}){(run is null ? "" : "; read from its log instead")}. {RepairRemedy}");
        return run;
    }

    private void Name(string id, string reason)
    {
        if (_named.Add(id)) _note($"run {id} cannot be read: {reason}");
    }

    /// <summary>From both ends, as far as each goes: a damaged page in the middle costs only what is on it.</summary>
    private HashSet<string> ReadableIds()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statement in (string[])["SELECT id FROM runs NOT INDEXED ORDER BY rowid", "SELECT id FROM runs NOT "
            + "INDEXED ORDER BY rowid DESC",
            "SELECT id FROM runs ORDER BY id", "SELECT id FROM runs ORDER BY id DESC", "SELECT DISTINCT run_id FROM results"])
            Part(() => found.UnionWith(Query(statement, row => row.GetString(0))));
        return found;
    }

    /// <summary>The rows up to the first that does not read.</summary>
    private List<T> Query<T>(string statement, Func<SqliteDataReader, T> read)
    {
        var rows = new List<T>();
        Part(() =>
        {
            using var command = Connection.Command(statement);
            using var reader = command.ExecuteReader();
            while (reader.Read()) rows.Add(read(reader));
        });
        return rows;
    }

    private static void Part(Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is SqliteException || StoreErrors.IsDamage(exception))
        {
            // What came before it was read.
        }
    }
}
