using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Measuring;
using StackBench.Running;
using StackBench.Running.Pairing;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Measuring;

/// <summary>A store that fails in the middle of pairs: the same as in the middle of a run.</summary>
public sealed class RunRecorderTests : IDisposable
{
    private static readonly Run A = ExampleRun.Full with { Id = ExampleRun.Full.Id[..^1] + "a", Results = [], Status = RunStatus.Running };
    private static readonly Run B = A with { Id = ExampleRun.Full.Id[..^1] + "b" };
    private static readonly BenchmarkResult Result = ExampleRun.Full.Results[0];

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];
    private readonly RunStore _store;
    private readonly RunRecorder _recorder;

    public RunRecorderTests()
    {
        _store = RunStore.Open(new StoreLocation(_folder.File("home")));
        _recorder = RunRecorder.Begin(_store, _notes.Add, Side(A), Side(B));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Each_side_of_a_pair_is_kept_in_its_own_run()
    {
        _recorder.Record(new PairFinished(1, [Result], [Result]));
        Assert.All((string[])[A.Id, B.Id], id => Assert.Single(_store.Load(id).Results));
        _recorder.Finish(RunStatus.Interrupted, ExampleRun.Start);
        Assert.All((string[])[A.Id, B.Id], id => Assert.Equal(RunStatus.Interrupted, _store.Load(id).Status));
        Assert.Empty(_notes);
    }

    [Fact]
    public void A_full_disk_is_said_once_and_the_pairs_go_on()
    {
        Fill();
        for (var pair = 1; pair <= 3; pair++) _recorder.Record(new PairFinished(pair, [Result], [Result]));
        _recorder.Finish(RunStatus.Complete, ExampleRun.Start);
        Assert.Contains("the run goes on, and its end says what is kept", Assert.Single(_notes), StringComparison.Ordinal);
        Assert.Equal(StoreFailure.DiskFull, _recorder.Loss?.Cause.Failure);
        Assert.Equal("0 of 2 results are kept as run A, 2 in its log alone ('stackbench doctor --store' enters them)",
            _recorder.Loss?.Text("run A"));
        Assert.All(_recorder.Runs, run => Assert.Single(run.Results));
    }

    [Fact]
    public void What_a_passing_trouble_kept_out_is_in_at_the_end()
    {
        Fill();
        _recorder.Record(new PairFinished(1, [Result], [Result]));
        _store.Connection.Execute("PRAGMA max_page_count = 100000");
        _recorder.Finish(RunStatus.Complete, ExampleRun.Start);
        Assert.Null(_recorder.Loss);
        Assert.Contains("kept after all", _notes[^1], StringComparison.Ordinal);
        Assert.All((string[])[A.Id, B.Id], id => Assert.Single(_store.Load(id).Results));
    }

    // No page more than there are, and none of those free.
    private void Fill()
    {
        var pages = _store.Connection.Query("PRAGMA page_count", row => row.GetInt32(0))[0];
        _store.Connection.Execute($"PRAGMA max_page_count = {pages}");
    }

    private static PairSide Side(Run run) => new(
        new Plan
        {
            Settings = run.Settings,
            Sampling = SamplingPolicy.Of(run.Settings.Suite),
            Launches = 1,
            Workloads = [],
            Skipped = [],
            Peaks = ImmutableDictionary<string, Peaks>.Empty,
        },
        run);
}
