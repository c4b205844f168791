using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

/// <summary>Many runs are entered together, with their logs, or not at all.</summary>
public sealed class StoreImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private StoreLocation Location => new(_folder.File("home"));

    private string Staging => Path.Combine(Location.LogFolder, ".importing");

    private static Run[] Runs => [ExampleRun.Small(1), ExampleRun.Small(2), ExampleRun.Full];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_runs_and_their_logs_are_there_and_nothing_else()
    {
        using var store = RunStore.Open(Location);
        store.Import(Runs);
        Assert.Equal(3, store.List().Length);
        Assert.Equal(
            Runs.Select(run => $"{run.Id}.json").Order(), Directory.EnumerateFiles(Location.LogFolder).Select(Path.GetFileName).Order());
        Assert.False(Directory.Exists(Staging));
        Assert.Equal(RunDocument.Write(ExampleRun.Full), File.ReadAllBytes(Location.LogPath(ExampleRun.Full.Id)));
    }

    [Fact]
    public void An_id_that_is_taken_keeps_all_out()
    {
        using var store = RunStore.Open(Location);
        store.Import(ExampleRun.Full);
        var failure = Assert.Throws<StoreException>(() => store.Import(Runs)).Failure;
        Assert.Equal(StoreFailure.DuplicateRun, failure);
        Assert.Equal([ExampleRun.Full.Id], store.List().Select(run => run.Id));
        Assert.Single(Directory.EnumerateFiles(Location.LogFolder));
    }

    [Fact]
    public void A_log_that_cannot_be_written_keeps_all_out()
    {
        using var store = RunStore.Open(Location);
        Directory.CreateDirectory(Location.LogFolder);
        File.WriteAllText(Staging, "in the way");
        Assert.Throws<StoreException>(() => store.Import(Runs));
        Assert.Empty(store.List());
    }

    [Fact]
    public void What_an_import_that_died_left_is_put_in_its_place_or_away()
    {
        using var store = RunStore.Open(Location);
        store.Import([ExampleRun.Small(1)]);
        // Died between entering its runs and moving their logs; and another one before it entered anything.
        Directory.CreateDirectory(Staging);
        File.Move(Location.LogPath(ExampleRun.Small(1).Id), Path.Combine(Staging, $"{ExampleRun.Small(1).Id}.json"));
        File.WriteAllText(Path.Combine(Staging, $"{ExampleRun.Small(2).Id}.json"), "{}");
        store.Import([ExampleRun.Full]);
        Assert.Equal(
            new[] { ExampleRun.Small(1).Id, ExampleRun.Full.Id }.Select(id => $"{id}.json").Order(),
            Directory.EnumerateFiles(Location.LogFolder).Select(Path.GetFileName).Order());
        Assert.False(Directory.Exists(Staging));
    }
}
