using StackBench.Core.Json;
using StackBench.Core.Results;

namespace StackBench.Store;

/// <summary>The second memory: each run as one readable document, complete whatever happens to the database.</summary>
public static class RunLog
{
    /// <summary>Replaces the log of the run; a reader sees the old or the new document, never a part.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(StoreLocation location, Run run)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(run);
        var modes = StoreModes.Of(location);
        modes.CreateFolder(location.LogFolder);
        AtomicFile.Write(location.LogPath(run.Id), RunDocument.Write(run), modes.File);
        modes.Settle(location.LogPath(run.Id));
    }

    /// <exception cref="RunDocumentException">The file is not a run document this version can read.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Run Read(string path) => RunDocument.Read(File.ReadAllBytes(path), path);

    /// <summary>The log of a run; of one that is still recorded, or whose process died, what its journal has.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="RunDocumentException">It is not a run document this version can read.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Run? Of(StoreLocation location, string id)
    {
        ArgumentNullException.ThrowIfNull(location);
        if (File.Exists(location.LogPath(id))) return Read(location.LogPath(id));
        if (!File.Exists(location.JournalPath(id))) return null;
        var (run, owner) = RunJournal.Read(location.JournalPath(id));
        return owner?.HasEnded() == false ? run : run with { Status = RunStatus.Interrupted };
    }

    /// <summary>Ids of all runs that have one, the oldest first.</summary>
    internal static IEnumerable<string> Ids(StoreLocation location) =>
        Finished(location).Union(Names(location.JournalFolder, "*.jsonl"), StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Ids of the runs whose log is a document, not a journal that is still written.</summary>
    internal static IEnumerable<string> Finished(StoreLocation location) => Names(location.LogFolder, "*.json");

    private static IEnumerable<string> Names(string folder, string pattern) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, pattern).Select(path => Path.GetFileNameWithoutExtension(path)!).Where(RunId.IsValid)
        : [];
}
