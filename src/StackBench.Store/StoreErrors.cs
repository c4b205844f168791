using System.Text.Json;
using Microsoft.Data.Sqlite;
using StackBench.Core.Json;

namespace StackBench.Store;

/// <summary>Turns the errors of SQLite and of the file system into <see cref="StoreException"/>s.</summary>
internal static class StoreErrors
{
    private const int Perm = 3, Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, Auth = 23, NotADatabase = 26;

    // Every statement is a constant and right for the schema: where SQLite finds an error in one, or a value of another kind or beyond
    // all size, the schema or the row is not what was written. A file that ends too early is one that was cut.
    private const int Error = 1, Internal = 2, TooBig = 18, Mismatch = 20, Format = 24, ShortRead = 522;

    // HResults of IOException: errno ENOSPC and EDQUOT on Unix, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] DiskFullResults = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    private const int ReadOnlyFileSystem = 30;

    /// <summary>Bytes below which a file system is full: the log of an empty database.</summary>
    private const long LeastSpace = 64 << 10;

    /// <summary>Does what is asked, and says in the store's terms why it failed.</summary>
    public static T Translate<T>(StoreLocation location, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Of(exception, location);
        }
        catch (Exception exception) when (exception is RunDocumentException || IsDamage(exception))
        {
            throw Create(StoreFailure.Corrupt, exception.Message, location, exception);
        }
    }

    /// <summary>Whether reading a row ended so that it cannot hold what was written: no time, no name of a status, no JSON.</summary>
    public static bool IsDamage(Exception exception) =>
        exception is FormatException or InvalidCastException or OverflowException or JsonException or DamagedRowException
        // A NULL where there is none; its descendants are faults of this program.
        || exception.GetType() == typeof(InvalidOperationException);

    public static StoreException Damaged(string reason, StoreLocation location) =>
        Create(StoreFailure.Corrupt, reason, location, null);

    /// <summary>For a database that opens to read alone.</summary>
    public static StoreException NotWritable(StoreException failure, StoreLocation location) =>
        failure.Failure is StoreFailure.ReadOnly or StoreFailure.DiskFull
        ? failure
        : Create(StoreFailure.ReadOnly, failure.InnerException?.Message ?? failure.Message, location, failure);

    /// <param name="exception">A <see cref="SqliteException"/>, <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/>.</param>
    public static StoreException Of(Exception exception, StoreLocation location)
    {
        var failure = exception switch
        {
            SqliteException { SqliteExtendedErrorCode: ShortRead } => StoreFailure.Corrupt,
            SqliteException sqlite => sqlite.SqliteErrorCode switch
            {
                Busy or Locked => StoreFailure.Locked,
                ReadOnly or Perm or Auth => StoreFailure.ReadOnly,
                Corrupt or NotADatabase or Error or Internal or TooBig or Mismatch or Format => StoreFailure.Corrupt,
                Full => StoreFailure.DiskFull,
                // What SQLite says where not even its log fits.
                InputOutput when !HasSpace(location) => StoreFailure.DiskFull,
                _ => StoreFailure.Unavailable,
            },
            UnauthorizedAccessException => StoreFailure.ReadOnly,
            { HResult: ReadOnlyFileSystem } => StoreFailure.ReadOnly,
            _ when DiskFullResults.Contains(exception.HResult) => StoreFailure.DiskFull,
            _ => StoreFailure.Unavailable,
        };
        return Create(failure, exception.Message, location, exception);
    }

    private static bool HasSpace(StoreLocation location)
    {
        try
        {
            return new DriveInfo(location.Folder).AvailableFreeSpace >= LeastSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return true;
        }
    }

    private static StoreException Create(StoreFailure failure, string reason, StoreLocation location, Exception? exception)
    {
        var (problem, remedy) = failure switch
        {
            StoreFailure.DiskFull =>
                ("no space left for the run store", $"Free space where {location.Folder} lies, or set "
                    + $"STACKBENCH_HOME to a folder with space."),
            StoreFailure.Locked =>
                ("the run store is in use by another process", "Wait for the other stackbench to finish, or end it, and try again."),
            StoreFailure.Corrupt => ("the run store is damaged",
                $"Every run is also kept as JSON in {location.LogFolder}. Make the database from them: stackbench store rebuild"),
            StoreFailure.ReadOnly =>
                ("the run store cannot be written", $"Allow writing to {location.Folder}, or set STACKBENCH_HOME to another folder."),
            _ =>
                ("the run store cannot be used", $"See that {location.Folder} exists and may be written, or set STACKBENCH_HOME to "
                    + $"another folder on a local disk."),
        };
        return new StoreException(failure, $"{problem}: {location.DatabasePath}: {reason}", remedy, exception);
    }
}
