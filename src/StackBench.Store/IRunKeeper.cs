using StackBench.Core.Results;

namespace StackBench.Store;

/// <summary>Keeps a run while it is measured: the store, or one file where there is none.</summary>
public interface IRunKeeper : IDisposable
{
    /// <summary>Enters a run that this process records.</summary>
    /// <exception cref="StoreException">It cannot be written.</exception>
    void Begin(Run run);

    /// <summary>Adds a result, or replaces the one of the same key. On the disk on return.</summary>
    /// <exception cref="StoreException">It cannot be written; what has it all the same is in <see cref="StoreException.Kept"/>.</exception>
    void Save(string runId, BenchmarkResult result);

    /// <param name="order">Of the results from now on (<see cref="Run.InOrderOf"/>): they were measured in a shuffled one.</param>
    /// <exception cref="StoreException">It cannot be written; what has it all the same is in <see cref="StoreException.Kept"/>.</exception>
    void Finish(string runId, RunStatus status, DateTimeOffset finishedAt, IEnumerable<ResultKey>? order = null);

    /// <summary>For what the engines of a run print.</summary>
    string EngineLogFolder(string runId);
}
