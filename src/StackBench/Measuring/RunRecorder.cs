using System.Collections.Immutable;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Running.Pairing;
using StackBench.Store;

namespace StackBench.Measuring;

/// <summary>
/// Consumes the event stream into run documents and the store, committed after every workload or pair. When the store fails in the middle
/// (a full disk), it says so once and the measurement goes on: the result still appears on stdout.
/// </summary>
internal sealed class RunRecorder
{
    private readonly RunStore _store;
    private readonly Action<string> _note;
    private readonly Run[] _runs;

    // In which the results stand once the runs are finished.
    private readonly ImmutableArray<ResultKey>[] _orders;

    private RunRecorder(RunStore store, Action<string> note, ReadOnlySpan<PairSide> sides)
    {
        (_store, _note, _runs, _orders) = (store, note, new Run[sides.Length], new ImmutableArray<ResultKey>[sides.Length]);
        for (var side = 0; side < sides.Length; side++) (_runs[side], _orders[side]) = (sides[side].Run, sides[side].Plan.Keys);
    }

    public IReadOnlyList<Run> Runs => _runs;

    /// <summary>Why the runs are not kept; null while they are.</summary>
    public StoreException? Loss { get; private set; }

    /// <exception cref="StoreException">The store cannot be written: better to know before measuring.</exception>
    public static RunRecorder Begin(RunStore store, Action<string> note, params ReadOnlySpan<PairSide> sides)
    {
        foreach (var side in sides) store.Begin(side.Run);
        return new RunRecorder(store, note, sides);
    }

    public void Record(RunEvent happening)
    {
        if (happening is WorkloadFinished workload) Save(0, workload.Result);
        else if (happening is RunFinished finished) Finish(finished.Status, finished.At);
    }

    public void Record(PairEvent happening)
    {
        if (happening is not PairFinished pair) return;
        foreach (var result in pair.Baseline) Save(0, result);
        foreach (var result in pair.Candidate) Save(1, result);
    }

    public void Finish(RunStatus status, DateTimeOffset at)
    {
        var isKept = true;
        for (var side = 0; side < _runs.Length; side++)
        {
            var run = _runs[side] = (_runs[side] with { Status = status, FinishedAt = at }).InOrderOf(_orders[side]);
            var order = _orders[side];
            isKept &= Try(() => _store.Finish(run.Id, status, at, order));
        }

        if (!isKept) return;
        // Finishing writes every result once more: what a passing trouble kept out is in now.
        if (Loss is not null) _note("the store works again: the run is kept after all");
        Loss = null;
    }

    private void Save(int side, BenchmarkResult result)
    {
        _runs[side] = _runs[side].With(result);
        Try(() => _store.Save(_runs[side].Id, result));
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
            if (Loss is null) _note($"error: {exception.Message}; the run goes on, but is not kept. {exception.Remedy}");
            Loss = exception;
            return false;
        }
    }
}
