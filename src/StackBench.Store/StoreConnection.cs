using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace StackBench.Store;

/// <summary>
/// Opens the database as well as its place allows: with a write-ahead log, with a rollback journal where shared memory does not work,
/// else to read alone.
/// </summary>
internal static class StoreConnection
{
    /// <summary>How long the first look waits, in seconds: where locks do not work at all, it would wait in vain.</summary>
    private const int FirstLook = 1;

    /// <returns>With why it can only be read; null where it can be written.</returns>
    public static (SqliteConnection Connection, StoreException? Obstacle) Open(
        StoreLocation location, TimeSpan busyTimeout, Action<string> note)
    {
        var seconds = (int)Math.Ceiling(busyTimeout.TotalSeconds);
        try
        {
            return (ToWrite(location, seconds), null);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            var failure = StoreErrors.Of(exception, location);
            if (Directory.Exists(location.Folder)) RequireReadable(location);
            if (failure.Failure is StoreFailure.Corrupt or StoreFailure.DiskFull || !File.Exists(location.DatabasePath)) throw;
            if (failure.Failure == StoreFailure.Locked)
                return FileLocks.TroubleIn(location) is { } trouble ? (ToRead(location), trouble) : (ToWriteLater(location, seconds), null);
            if (failure.Failure != StoreFailure.Unavailable || WithoutSharedMemory(location, seconds) is not { } connection)
                return (ToRead(location), StoreErrors.NotWritable(failure, location));
            note($"the file system of {location.Folder} has no shared memory for a write-ahead log; the run store uses a rollback journal");
            return (connection, null);
        }
    }

    /// <summary>A database in memory, of this version's form and empty.</summary>
    public static SqliteConnection InMemory()
    {
        var connection = Create(":memory:", SqliteOpenMode.Memory, FirstLook);
        connection.Open();
        Migrations.Apply(connection, new StoreLocation(":memory:"), isLogged: false);
        return connection;
    }

    /// <summary>A new database of this version's form, in one file.</summary>
    public static SqliteConnection Fresh(string path, StoreLocation location)
    {
        StoreModes.Of(location).CreateFile(path);
        return Opened(
            path, SqliteOpenMode.ReadWriteCreate, connection => Migrations.Apply(connection, location, isLogged: false));
    }

    /// <summary>The database as it is, whatever it is; null where not even its pages read.</summary>
    public static SqliteConnection? Raw(StoreLocation location)
    {
        if (!File.Exists(location.DatabasePath)) return null;
        try
        {
            return Opened(Immutable(location.DatabasePath), SqliteOpenMode.ReadOnly, _ => { });
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private static SqliteConnection ToWrite(StoreLocation location, int seconds)
    {
        var modes = StoreModes.Of(location);
        modes.CreateFolder(location.Folder);
        modes.CreateFile(location.DatabasePath);
        return Opened(location.DatabasePath, SqliteOpenMode.ReadWriteCreate, connection =>
        {
            connection.Query("SELECT count(*) FROM sqlite_schema", row => row.GetInt32(0));
            connection.DefaultTimeout = seconds;
            RequireWritable(connection);
            Migrations.Apply(connection, location);
        });
    }

    /// <summary>Another process holds it: whether it can be had is seen when something is asked of it.</summary>
    private static SqliteConnection ToWriteLater(StoreLocation location, int seconds) =>
        Opened(location.DatabasePath, SqliteOpenMode.ReadWrite, connection =>
        {
            connection.DefaultTimeout = seconds;
            Migrations.Apply(connection, location);
        });

    /// <summary>Alone with the file for a moment, SQLite turns a write-ahead log into a rollback journal without shared memory.</summary>
    /// <returns>Null where that does not help.</returns>
    private static SqliteConnection? WithoutSharedMemory(StoreLocation location, int seconds)
    {
        try
        {
            return Opened(location.DatabasePath, SqliteOpenMode.ReadWrite, connection =>
            {
                connection.DefaultTimeout = seconds;
                connection.Query("PRAGMA journal_mode = DELETE", row => row.GetString(0));
                connection.Query("PRAGMA locking_mode = NORMAL", row => row.GetString(0));
                connection.Query("SELECT count(*) FROM sqlite_schema", row => row.GetInt32(0));
                RequireWritable(connection);
                Migrations.Apply(connection, location, isLogged: false);
            }, isAlone: true);
        }
        catch (Exception exception) when (exception is SqliteException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Without a lock: as the file is or, where a log of it or an older form forbids that, a copy in memory.</summary>
    private static SqliteConnection ToRead(StoreLocation location)
    {
        var log = new FileInfo(location.DatabasePath + "-wal");
        if (!log.Exists || log.Length == 0)
        {
            var direct = Opened(Immutable(location.DatabasePath), SqliteOpenMode.ReadOnly, _ => { });
            if (Migrations.IsCurrent(direct, location)) return direct;
            using (direct) return Copied(direct, location);
        }

        var folder = Directory.CreateTempSubdirectory("stackbench-store-");
        try
        {
            var copy = Path.Combine(folder.FullName, "copy.db");
            File.Copy(location.DatabasePath, copy);
            File.Copy(log.FullName, copy + "-wal");
            foreach (var path in (string[])[copy, copy + "-wal"]) File.SetAttributes(path, FileAttributes.Normal);
            using var source = Opened(copy, SqliteOpenMode.ReadWrite, _ => { });
            return Copied(source, location);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SqliteConnection Copied(SqliteConnection source, StoreLocation location)
    {
        var memory = Create(":memory:", SqliteOpenMode.Memory, FirstLook);
        try
        {
            memory.Open();
            source.BackupDatabase(memory);
            Migrations.Apply(memory, location, isLogged: false);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    private static SqliteConnection Opened(string source, SqliteOpenMode mode, Action<SqliteConnection> prepare, bool isAlone = false)
    {
        var connection = Create(source, mode, FirstLook);
        try
        {
            connection.Open();
            // Before anything else: the first look at the file decides how it is locked.
            if (isAlone) connection.Query("PRAGMA locking_mode = EXCLUSIVE", row => row.GetString(0));
            // A driver under test may take the whole machine down: each commit reaches the disk.
            connection.Execute("PRAGMA synchronous = FULL");
            prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnection Create(string source, SqliteOpenMode mode, int seconds) => new(new SqliteConnectionStringBuilder
    {
        DataSource = source,
        Mode = mode,
        DefaultTimeout = seconds,
        ForeignKeys = true,
        Pooling = false,
    }.ToString());

    private static void RequireReadable(StoreLocation location)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(location.Folder).Any();
            if (!File.Exists(location.DatabasePath)) return;
            using var handle = File.OpenHandle(location.DatabasePath, share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreException(
                StoreFailure.Unavailable, $"the run store {location.DatabasePath} may not be read: it belongs to another user",
                "Set STACKBENCH_HOME to a folder of your own, or ask the owner to share the store with a group (docs/store.md).",
                exception);
        }
    }

    /// <summary>SQLite opens what it may not write without a word.</summary>
    private static void RequireWritable(SqliteConnection connection)
    {
        if (raw.sqlite3_db_readonly(connection.Handle, "main") == 1)
            throw new UnauthorizedAccessException("the file may only be read");
    }

    // What has a meaning in a URI is written as its code.
    private static string Immutable(string path) =>
        $"file:{string.Join('/', Path.GetFullPath(path).Split('/').Select(Uri.EscapeDataString))}?immutable=1";
}
