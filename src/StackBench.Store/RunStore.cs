using Microsoft.Data.Sqlite;
using StackBench.Core.Results;

namespace StackBench.Store;

/// <summary>
/// Remembers every run: a SQLite database for questions and a JSON log per run against its loss. Whatever
/// <see cref="Save(string, BenchmarkResult)"/>
/// returned from survives the death of the process. Several processes may use one store; an object serves one thread.
/// </summary>
public sealed partial class RunStore : IDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The runs this object records, as their logs show them.</summary>
    private readonly Dictionary<string, Run> _recording = [];

    private RunStore(StoreLocation location, SqliteConnection connection) => (Location, Connection) = (location, connection);

    public StoreLocation Location { get; }

    internal SqliteConnection Connection { get; }

    /// <summary>Opens the store, creating or migrating it where needed.</summary>
    /// <exception cref="StoreException">It cannot be opened or created, is damaged, or is of a newer version.</exception>
    public static RunStore Open(StoreLocation location) => Open(location, BusyTimeout);

    internal static RunStore Open(StoreLocation location, TimeSpan busyTimeout)
    {
        ArgumentNullException.ThrowIfNull(location);
        return StoreErrors.Translate(location, () =>
        {
            Directory.CreateDirectory(location.Folder);
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = location.DatabasePath,
                DefaultTimeout = (int)Math.Ceiling(busyTimeout.TotalSeconds),
                ForeignKeys = true,
                Pooling = false,
            }.ToString());
            try
            {
                connection.Open();
                // A driver under test may take the whole machine down: each commit reaches the disk.
                connection.Execute("PRAGMA synchronous = FULL");
                Migrations.Apply(connection, location);
                return new RunStore(location, connection);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });
    }

    public void Dispose() => Connection.Dispose();
}
