using StackBench.Core.Json;
using StackBench.Core.Results;

namespace StackBench.Store;

/// <summary>
/// A run document as the only place of a run: written anew after each result and put in place by a rename, so that a reader finds a whole
/// one at any time. For machines without a home, or whose home is shared by many.
/// </summary>
public sealed class RunDocumentFile(string path) : IRunKeeper
{
    private const string Remedy = "Name a file in a folder that can be written, with space left: --document FILE";

    private Run? _run;

    public void Begin(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Write(run);
    }

    public void Save(string runId, BenchmarkResult result) => Write(Recorded(runId).With(result));

    public void Finish(string runId, RunStatus status, DateTimeOffset finishedAt, IEnumerable<ResultKey>? order = null)
    {
        var run = Recorded(runId) with { Status = status, FinishedAt = finishedAt };
        Write(order is null ? run : run.InOrderOf([.. order]));
    }

    public string EngineLogFolder(string runId) => path + ".engine-logs";

    public void Dispose()
    {
        // Nothing is open between two writes.
    }

    private Run Recorded(string runId) =>
        _run?.Id == runId ? _run : throw new ArgumentException($"the run {runId} was not begun", nameof(runId));

    // What a full disk kept out is in the next document that fits.
    private void Write(Run run)
    {
        _run = run;
        try
        {
            AtomicFile.Write(path, RunDocument.Write(run));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                StoreFailure.Unavailable, $"the run document {path} cannot be written: {exception.Message}", Remedy, exception);
        }
    }
}
