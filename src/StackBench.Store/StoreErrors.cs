using Microsoft.Data.Sqlite;
using StackBench.Core.Json;

namespace StackBench.Store;

/// <summary>Turns the errors of SQLite and of the file system into <see cref="StoreException"/>s.</summary>
internal static class StoreErrors
{
    private const int Perm = 3, Busy = 5, Locked = 6, ReadOnly = 8, Corrupt = 11, Full = 13, CantOpen = 14, Auth = 23, NotADatabase = 26;

    // HResults of IOException: errno ENOSPC and EDQUOT on Unix, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] DiskFullResults = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    private const int ReadOnlyFileSystem = 30;

    /// <summary>Does what is asked, and says in the store's terms why it failed.</summary>
    public static T Translate<T>(StoreLocation location, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException exception)
        {
            throw Of(exception, location);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Of(exception, location);
        }
        catch (RunDocumentException exception)
        {
            throw Create(StoreFailure.Corrupt, exception.Message, location, exception);
        }
    }

    public static StoreException Of(SqliteException exception, StoreLocation location)
    {
        var failure = exception.SqliteErrorCode switch
        {
            Busy or Locked => StoreFailure.Locked,
            ReadOnly or Perm or Auth => StoreFailure.ReadOnly,
            Corrupt or NotADatabase => StoreFailure.Corrupt,
            Full => StoreFailure.DiskFull,
            CantOpen => StoreFailure.Unavailable,
            _ => StoreFailure.Unavailable,
        };
        return Create(failure, exception.Message, location, exception);
    }

    /// <param name="exception">An <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    public static StoreException Of(Exception exception, StoreLocation location)
    {
        var failure = exception switch
        {
            UnauthorizedAccessException => StoreFailure.ReadOnly,
            { HResult: ReadOnlyFileSystem } => StoreFailure.ReadOnly,
            _ when DiskFullResults.Contains(exception.HResult) => StoreFailure.DiskFull,
            _ => StoreFailure.Unavailable,
        };
        return Create(failure, exception.Message, location, exception);
    }

    private static StoreException Create(StoreFailure failure, string reason, StoreLocation location, Exception exception)
    {
        var (problem, remedy) = failure switch
        {
            StoreFailure.DiskFull =>
                ("no space left for the run store", $"Free space where {location.Folder} lies, or set "
                    + $"STACKBENCH_HOME to a folder with space."),
            StoreFailure.Locked =>
                ("the run store is in use by another process", "Wait for the other stackbench to finish, or end it, and try again."),
            StoreFailure.Corrupt => ("the run store is damaged",
                $"Every run is also kept as JSON in {location.LogFolder}. Move {location.DatabasePath} away and "
                    + $"start again; the logs remain."),
            StoreFailure.ReadOnly =>
                ("the run store cannot be written", $"Allow writing to {location.Folder}, or set STACKBENCH_HOME to another folder."),
            _ =>
                ("the run store cannot be used", $"See that {location.Folder} exists and may be written, or set STACKBENCH_HOME to "
                    + $"another folder on a local disk."),
        };
        return new StoreException(failure, $"{problem}: {location.DatabasePath}: {reason}", remedy, exception);
    }
}
