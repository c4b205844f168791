namespace StackBench.Store;

/// <summary>What a store takes on disk, in bytes.</summary>
public sealed record StoreSize(long DatabaseBytes, long LogBytes, long ModelBytes)
{
    public long TotalBytes => DatabaseBytes + LogBytes + ModelBytes;

    /// <summary>Null where there is no store.</summary>
    public static StoreSize? Of(StoreLocation location)
    {
        ArgumentNullException.ThrowIfNull(location);
        if (!File.Exists(location.DatabasePath) && !Directory.Exists(location.LogFolder)) return null;
        return new StoreSize(
            Bytes(location.Folder, Path.GetFileName(location.DatabasePath) + "*", SearchOption.TopDirectoryOnly),
            Bytes(location.LogFolder, "*", SearchOption.AllDirectories),
            Bytes(Path.Combine(location.Folder, "models"), "*", SearchOption.AllDirectories));
    }

    private static long Bytes(string folder, string pattern, SearchOption option)
    {
        try
        {
            return Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles(pattern, option).Sum(file => file.Length) : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A run that is being recorded moves its files about: the size is a hint.
            return 0;
        }
    }
}
