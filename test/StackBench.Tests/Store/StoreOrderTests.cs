using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

/// <summary>Rows and logs change one after the other, and what looks lost in between is not told as lost.</summary>
public sealed class StoreOrderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StoreLocation _location;
    private readonly List<string> _notes = [];

    public StoreOrderTests()
    {
        _location = new StoreLocation(_folder.File("store"));
        using var store = RunStore.Open(_location);
        foreach (var number in Enumerable.Range(0, 3)) store.Import(HistoryRun.Of(number));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_whose_log_cannot_be_removed_keeps_its_row()
    {
        // A folder is no file that could be removed.
        File.Delete(_location.LogPath(HistoryRun.Of(1).Id));
        Directory.CreateDirectory(_location.LogPath(HistoryRun.Of(1).Id));
        using var store = RunStore.Open(_location, _notes.Add);
        Assert.Throws<StoreException>(() => store.Delete([HistoryRun.Of(0).Id, HistoryRun.Of(1).Id]));
        Assert.Equal(3, store.List().Length);
    }

    [Fact]
    public void A_run_that_could_not_begin_leaves_nothing_behind()
    {
        using (var store = RunStore.Open(_location, TimeSpan.FromMilliseconds(50)))
        using (var other = RunStore.Open(_location))
        using (other.Connection.BeginTransaction(deferred: false))
        {
            var run = HistoryRun.Of(9) with { Status = RunStatus.Running, FinishedAt = null, Results = [] };
            Assert.Equal(StoreFailure.Locked, Assert.Throws<StoreException>(() => store.Begin(run)).Failure);
        }

        Assert.Empty(Directory.EnumerateFiles(_location.JournalFolder));
    }

    [Fact]
    public void What_is_lost_is_told_at_the_start_and_not_by_its_repair()
    {
        using (var store = RunStore.Open(_location))
            store.Connection.Execute("DELETE FROM runs WHERE id = $id", ("$id", HistoryRun.Of(1).Id));
        using (RunStore.Open(_location, _notes.Add)) Assert.Contains("lacks 1 run", Assert.Single(_notes), StringComparison.Ordinal);
        _notes.Clear();
        Assert.Single(RunStore.Repair(_location, _notes.Add));
        Assert.Empty(_notes);
    }
}
