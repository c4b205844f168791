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
    private readonly IRunKeeper _store;
    private readonly Action<string> _note;
    private readonly Run[] _runs;

    // In which the results stand once the runs are finished.
    private readonly ImmutableArray<ResultKey>[] _orders;

    // What was not saved as it is now, with what has it all the same.
    private readonly Dictionary<(int Side, ResultKey Key), StoreCopy> _unsaved = [];
    private StoreException? _trouble;
    private bool _isLogLost;

    private RunRecorder(IRunKeeper store, Action<string> note, ReadOnlySpan<PairSide> sides)
    {
        (_store, _note, _runs, _orders) = (store, note, new Run[sides.Length], new ImmutableArray<ResultKey>[sides.Length]);
        for (var side = 0; side < sides.Length; side++) (_runs[side], _orders[side]) = (sides[side].Run, sides[side].Plan.Keys);
    }

    public IReadOnlyList<Run> Runs => _runs;

    /// <summary>What is not kept, and why; null while the database has all.</summary>
    public RunLoss? Loss => _trouble is null ? null : new RunLoss(
        _trouble,
        _runs.Sum(run => run.Results.Length),
        _runs.Sum(run => run.Results.Length) - _unsaved.Count,
        _unsaved.Values.Count(copy => copy == StoreCopy.Log));

    /// <exception cref="StoreException">The store cannot be written: better to know before measuring.</exception>
    public static RunRecorder Begin(IRunKeeper store, Action<string> note, params ReadOnlySpan<PairSide> sides)
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
            isKept &= Try(side, run.Results, () => _store.Finish(run.Id, status, at, order), isEnd: true);
        }

        if (!isKept) return;
        // Finishing writes every result once more: what a passing trouble kept out is in now.
        if (_trouble is not null) _note("the store works again: the run is kept after all");
        _trouble = null;
    }

    private void Save(int side, BenchmarkResult result)
    {
        _runs[side] = _runs[side].With(result);
        Try(side, [result], () => _store.Save(_runs[side].Id, result));
    }

    /// <returns>Whether the database has it.</returns>
    private bool Try(int side, ImmutableArray<BenchmarkResult> results, Action write, bool isEnd = false)
    {
        var copy = StoreCopy.Database;
        try
        {
            write();
        }
        catch (StoreException exception) when (exception.Kept == StoreCopy.Database)
        {
            if (!_isLogLost)
                _note($"{exception.Message}: the JSON log is not written; the database has the results, and 'stackbench doctor --store' "
                    + "writes the log later");
            _isLogLost = true;
        }
        catch (StoreException exception)
        {
            if (_trouble is null) _note($"error: {exception.Message}; the run goes on, and its end says what is kept");
            (copy, _trouble) = (exception.Kept, exception);
        }

        foreach (var key in results.Select(result => (side, result.Key)))
        {
            if (copy == StoreCopy.Database) _unsaved.Remove(key);
            // That the end cannot be written takes nothing from what was saved before.
            else if (!isEnd || (copy == StoreCopy.Log && _unsaved.ContainsKey(key))) _unsaved[key] = copy;
        }

        return copy == StoreCopy.Database;
    }
}
