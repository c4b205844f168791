using System.Collections.Immutable;
using StackBench.Commands.Options;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>
/// Consumes the event stream into the run document and the store, committed after every workload. When the store fails in
/// mid-run (a full disk), it says so once and the run goes on: the result still appears on stdout.
/// </summary>
internal sealed class RunRecorder : IDisposable
{
    private readonly Surroundings _surroundings;
    private readonly RunStore _store;
    private readonly ImmutableArray<ResultKey> _order;

    private RunRecorder(Run run, ImmutableArray<ResultKey> order, RunStore store, Surroundings surroundings) =>
        (Run, _order, _store, _surroundings) = (run, order, store, surroundings);

    public Run Run { get; private set; }

    public bool HasLostStore { get; private set; }

    /// <param name="order">In which the results stand once the run is finished.</param>
    /// <exception cref="StoreException">The store cannot be opened or written: better to know before measuring.</exception>
    public static RunRecorder Begin(Run run, ImmutableArray<ResultKey> order, Surroundings surroundings)
    {
        var store = surroundings.OpenStore();
        try
        {
            store.Begin(run);
            return new RunRecorder(run, order, store, surroundings);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public void Record(RunEvent happening)
    {
        switch (happening)
        {
            case WorkloadFinished finished:
                Run = Run.With(finished.Result);
                Try(() => _store.Save(Run.Id, finished.Result));
                break;
            case RunFinished finished:
                Run = (Run with { Status = finished.Status, FinishedAt = finished.At }).InOrderOf(_order);
                if (Try(() => _store.Finish(Run.Id, finished.Status, finished.At, _order))) Recover();
                break;
        }
    }

    public void Dispose() => _store.Dispose();

    // Finishing writes every result once more: what a passing trouble kept out is in now.
    private void Recover()
    {
        if (HasLostStore) _surroundings.Note("the store works again: the run is kept after all");
        HasLostStore = false;
    }

    private bool Try(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (StoreException exception)
        {
            if (!HasLostStore) _surroundings.Note($"error: {exception.Message}; the run goes on, but is not kept. {exception.Remedy}");
            HasLostStore = true;
            return false;
        }
    }
}
