using StackBench.Store;

namespace StackBench.Screens.Host;

/// <summary>What of a store's files changes when something is written: cheap to look at, without opening it.</summary>
internal readonly record struct StoreStamp(DateTime Written, DateTime Logged, long LogBytes)
{
    private const string LogSuffix = "-wal";

    public static StoreStamp Of(StoreLocation location)
    {
        var log = new FileInfo(location.DatabasePath + LogSuffix);
        return new(
            File.GetLastWriteTimeUtc(location.DatabasePath), log.Exists ? log.LastWriteTimeUtc : default, log.Exists ? log.Length : 0);
    }
}
