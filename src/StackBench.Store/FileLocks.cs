namespace StackBench.Store;

/// <summary>Whether a file system has the locks that keep several processes from writing at once.</summary>
internal static class FileLocks
{
    // errno ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL: there are none, not that somebody has them.
    private static readonly int[] NoLocks = [37, 95, 38, 22];

    /// <returns>Null where locks work, or where that cannot be tried.</returns>
    public static StoreException? TroubleIn(StoreLocation location)
    {
        // A file of its own: to close any handle of the database would let go of every lock this process has on it.
        var path = Path.Combine(location.Folder, $".lock-{Path.GetRandomFileName()}.tmp");
        try
        {
            using var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose,
            });
            if (OperatingSystem.IsMacOS()) return null;
            stream.Lock(0, 1);
            return null;
        }
        catch (IOException exception) when (NoLocks.Contains(exception.HResult))
        {
            return new StoreException(
                StoreFailure.ReadOnly,
                $"the run store {location.DatabasePath} lies on a file system without file locks ({FileSystem(location.Folder)}, errno "
                    + $"{exception.HResult}); it can be read but not written",
                "Set STACKBENCH_HOME to a folder on a local disk"
                    + (RunLog.Ids(location).Any() ? $" and enter the runs there: stackbench import {location.LogFolder}" : ""),
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string FileSystem(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).DriveFormat;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "unknown kind";
        }
    }
}
