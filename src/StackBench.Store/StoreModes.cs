namespace StackBench.Store;

/// <summary>
/// Who may read and write a store: its owner alone or, where the owner made the folder writable for a group, that group.
/// </summary>
internal sealed record StoreModes(UnixFileMode Folder, UnixFileMode File)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAndGroup = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private static readonly StoreModes Private = new(OwnerOnly | UnixFileMode.UserExecute, OwnerOnly);

    private static readonly StoreModes Shared =
        new(OwnerAndGroup | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.SetGroup, OwnerAndGroup);

    /// <summary>Of a store in a folder; a folder that everybody may write to (<c>/tmp</c>) is shared by nobody's choice.</summary>
    public static StoreModes Of(StoreLocation location) => IsShared(location) ? Shared : Private;

    /// <summary>Whether a group is meant to use the store.</summary>
    public static bool IsShared(StoreLocation location) => !OperatingSystem.IsWindows() && Directory.Exists(location.Folder)
        && (System.IO.File.GetUnixFileMode(location.Folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite))
        == UnixFileMode.GroupWrite;

    /// <summary>Makes a folder that is not there yet.</summary>
    public void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else if (!Directory.Exists(path))
        {
            // Parents are nobody's secret: only the last folder is.
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent) Directory.CreateDirectory(parent);
            Directory.CreateDirectory(path, Folder & ~UnixFileMode.SetGroup);
            if (this == Shared) Set(path, Folder);
        }
    }

    /// <summary>Makes an empty file that is not there yet, so that whoever opens it later finds its mode settled.</summary>
    public void CreateFile(string path)
    {
        if (OperatingSystem.IsWindows() || System.IO.File.Exists(path)) return;
        try
        {
            using var made = new FileStream(
                path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = File });
            Set(path, File);
        }
        catch (IOException) when (System.IO.File.Exists(path))
        {
            // Another process made it meanwhile, in the same mode.
        }
    }

    /// <summary>The mode is that of the store, whatever the user's mask takes away.</summary>
    public void Settle(string path)
    {
        if (!OperatingSystem.IsWindows() && this == Shared) Set(path, File);
    }

    /// <summary>Takes from others what an earlier version or another program left open.</summary>
    /// <returns>Whether something was.</returns>
    public static bool Narrow(StoreLocation location)
    {
        if (OperatingSystem.IsWindows()) return false;
        var modes = Of(location);
        var excess = modes == Shared ? Others : Others | Group;
        // A folder that holds other things as well (/tmp, a home) is not this store's to close.
        var isNarrowed = OwnsAll(location) && Narrow(location.Folder, excess);
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"]) isNarrowed |= Narrow(location.DatabasePath + suffix, excess);
        if (!Narrow(location.LogFolder, excess)) return isNarrowed;
        foreach (var log in Directory.EnumerateFiles(location.LogFolder)) Narrow(log, excess);
        return true;
    }

    private static bool OwnsAll(StoreLocation location) => Directory.EnumerateFileSystemEntries(location.Folder).All(path =>
        Path.GetFileName(path) is var name && (name.StartsWith(Path.GetFileName(location.DatabasePath), StringComparison.Ordinal)
            || name is "logs" or "engine-logs" or "running" or "models" or "reports"));

    private static bool Narrow(string path, UnixFileMode excess)
    {
        if (OperatingSystem.IsWindows() || (!System.IO.File.Exists(path) && !Directory.Exists(path))) return false;
        var mode = System.IO.File.GetUnixFileMode(path);
        return (mode & excess) != UnixFileMode.None && !mode.HasFlag(UnixFileMode.StickyBit) && Set(path, mode & ~excess);
    }

    private static bool Set(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return false;
        try
        {
            System.IO.File.SetUnixFileMode(path, mode);
            return true;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            // It belongs to another user of the group, or its file system has no modes.
            return false;
        }
    }
}
