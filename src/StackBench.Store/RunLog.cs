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
        Directory.CreateDirectory(location.LogFolder);
        AtomicFile.Write(location.LogPath(run.Id), RunDocument.Write(run));
    }

    /// <exception cref="RunDocumentException">The file is not a run document this version can read.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Run Read(string path) => RunDocument.Read(File.ReadAllBytes(path), path);
}
