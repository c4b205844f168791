using Microsoft.Data.Sqlite;
using StackBench.Core.Results;

namespace StackBench.Store;

/// <summary>
/// Remembers every run: a SQLite database for questions and a JSON log per run against its loss. Whatever
/// <see cref="Save(string, BenchmarkResult)"/>
/// returned from survives the death of the process. Several processes may use one store; an object serves one thread.
/// </summary>
public sealed partial class RunStore : IRunKeeper
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The runs this object records, with their logs.</summary>
    private readonly Dictionary<string, (Run Run, RunJournal? Journal)> _recording = [];

    private readonly Action<string> _note;

    private RunStore(StoreLocation location, SqliteConnection connection, StoreException? obstacle, Action<string> note) =>
        (Location, Connection, Obstacle, _note) = (location, connection, obstacle, note);

    public StoreLocation Location { get; }

    /// <summary>Why the store can only be read; null where it can be written.</summary>
    public StoreException? Obstacle { get; private set; }

    internal SqliteConnection Connection { get; private set; }

    /// <summary>Opens the store, creating or migrating it where needed. One that may not be written or is damaged is read.</summary>
    /// <param name="note">Takes what the user should know: what is damaged, and what was done about it.</param>
    /// <exception cref="StoreException">It can neither be opened nor created, or is of a newer version.</exception>
    public static RunStore Open(StoreLocation location, Action<string>? note = null) => Open(location, BusyTimeout, note);

    /// <param name="tellsLost">Whether runs that the database lost are told; not where they are about to be entered again.</param>
    internal static RunStore Open(StoreLocation location, TimeSpan busyTimeout, Action<string>? note = null, bool tellsLost = true)
    {
        ArgumentNullException.ThrowIfNull(location);
        note ??= _ => { };
        try
        {
            return StoreErrors.Translate(location, () =>
            {
                var (connection, obstacle) = StoreConnection.Open(location, busyTimeout, note);
                var store = new RunStore(location, connection, obstacle, note);
                if (obstacle is not null) return store;
                store.Settle();
                if (tellsLost) store.TellLost();
                return store;
            });
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.Corrupt && RunLog.Ids(location).Any())
        {
            var store = new RunStore(location, StoreConnection.InMemory(), exception, note);
            store.ReadLogs();
            return store;
        }
    }

    public string EngineLogFolder(string runId) => Location.EngineLogFolder(runId);

    public void Dispose() => Connection.Dispose();

    /// <summary>What earlier processes, earlier versions and accidents left is put in order.</summary>
    private void Settle()
    {
        if (StoreModes.Narrow(Location))
            _note($"others could read the run store {Location.Folder}; now they cannot. To share it with a group: "
                + $"chmod g+w (docs/store.md)");
        RunJournal.Settle(Location);
        if (Connection.Query("SELECT 1 FROM runs LIMIT 1", _ => true).Count > 0 || !RunLog.Ids(Location).Any()) return;
        // An empty database beside logs: it was removed, or cut to nothing.
        var entered = EnterLogs();
        if (entered > 0) _note($"the run store's database was empty: {RunCount.Text(entered)} entered from {Location.LogFolder}");
    }

    // A write-ahead log that was deleted or replaced takes the newest rows with it, and SQLite says nothing.
    private void TellLost()
    {
        // Logs before rows, as runs are entered rows before logs, and deleted the other way round.
        string[] logged = [.. RunLog.Finished(Location)];
        HashSet<string>? stored = null;
        Part(() => stored = [.. Connection.Query("SELECT id FROM runs", row => row.GetString(0))]);
        if (stored is not null && logged.Count(id => !stored.Contains(id)) is > 0 and var lost)
            _note($"the run store's database lacks {RunCount.Text(lost)} of {Location.LogFolder}. {RepairRemedy}");
    }
}
