using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Commands;

/// <summary><c>history delete</c>, <c>label</c> and <c>prune</c>, <c>aa --clear</c>, and what is never <c>latest</c>.</summary>
public sealed class HistoryChangeTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_deleted_run_is_gone_with_its_log_and_a_pinned_one_needs_force()
    {
        Store(HistoryRun.Of(0), HistoryRun.Of(1), HistoryRun.Of(2));
        await _command.Run("baseline", "set", HistoryRun.Of(1).Id, HistoryRun.Of(2).Id);
        var (code, _, error) = await _command.Run("history", "delete", HistoryRun.Of(0).Id, HistoryRun.Of(1).Id);
        Assert.Equal(2, code);
        Assert.Contains($"run {HistoryRun.Of(1).Id} is pinned by the baseline 'default'", error, StringComparison.Ordinal);
        Assert.Equal(3, Ids().Length);

        (code, var output, error) = await _command.Run("history", "delete", HistoryRun.Of(0).Id);
        Assert.Equal((0, HistoryRun.Of(0).Id + "\n"), (code, output));
        Assert.Contains("deleted 1 run", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_command.Location.LogPath(HistoryRun.Of(0).Id)));

        Assert.Equal(0, (await _command.Run("history", "delete", HistoryRun.Of(1).Id, "--force")).Code);
        using var store = _command.OpenStore();
        Assert.Equal([HistoryRun.Of(2).Id], Assert.Single(store.Baselines()).RunIds);
        Assert.Empty(store.Observations("gemm", null, null, 10).Where(observation => observation.Run.Id != HistoryRun.Of(2).Id));
    }

    [Fact]
    public async Task A_label_is_changed_everywhere()
    {
        Store(HistoryRun.Of(0, label: "old"));
        Assert.Equal(0, (await _command.Run("history", "label", "old", "new")).Code);
        using var store = _command.OpenStore();
        Assert.Equal((HistoryRun.Of(0).Id, "new"), (store.Find("new").Id, store.Load(HistoryRun.Of(0).Id).Label));
        Assert.Equal("new", RunLog.Read(_command.Location.LogPath(HistoryRun.Of(0).Id)).Label);
        Assert.Equal(0, (await _command.Run("history", "label", "new", "")).Code);
        Assert.Null(store.Load(HistoryRun.Of(0).Id).Label);
    }

    [Fact]
    public async Task Pruning_keeps_the_newest_and_what_is_pinned()
    {
        Store([.. Enumerable.Range(0, 5).Select(day => HistoryRun.Of(day))]);
        await _command.Run("baseline", "set", HistoryRun.Of(1).Id);
        var (code, _, error) = await _command.Run("history", "prune", "--keep", "2");
        Assert.Equal(0, code);
        Assert.Contains("kept 1 run that a baseline pins", error, StringComparison.Ordinal);
        Assert.Contains("deleted 2 runs", error, StringComparison.Ordinal);
        Assert.Equal([HistoryRun.Of(4).Id, HistoryRun.Of(3).Id, HistoryRun.Of(1).Id], Ids());
        await _command.Run("history", "prune", "--keep", "2", "--force");
        Assert.Equal([HistoryRun.Of(4).Id, HistoryRun.Of(3).Id], Ids());
    }

    [Fact]
    public async Task Pruning_by_age_counts_from_now()
    {
        var now = TimeProvider.System.GetUtcNow();
        Store(HistoryRun.Of(0) with { StartedAt = now.AddDays(-100) }, HistoryRun.Of(1) with { StartedAt = now.AddDays(-80) });
        Assert.Equal(0, (await _command.Run("history", "prune", "--older-than", "90d")).Code);
        Assert.Equal([HistoryRun.Of(1).Id], Ids());
    }

    [Theory]
    [InlineData("give --keep N or --older-than AGE", "prune")]
    [InlineData("give --keep N or --older-than AGE", "prune", "--keep", "1", "--older-than", "1d")]
    [InlineData("invalid value '90' for --older-than", "prune", "--older-than", "90")]
    [InlineData("no run is called 'x'", "delete", "x")]
    public async Task Wrong_usage_is_said(string message, params string[] arguments)
    {
        var (code, output, error) = await _command.Run(["history", .. arguments]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_the_future_or_one_that_confirms_is_never_the_latest()
    {
        var now = TimeProvider.System.GetUtcNow();
        Store(HistoryRun.Of(0) with { StartedAt = now.AddDays(-1) }, HistoryRun.Of(1) with { StartedAt = now.AddHours(1) },
            HistoryRun.Of(2) with { StartedAt = now.AddMinutes(-1), Purpose = RunPurpose.Confirm });
        using var store = _command.OpenStore();
        Assert.Equal(HistoryRun.Of(0).Id, store.Find("latest").Id);
        Assert.Equal(RunPurpose.Confirm, store.Find(HistoryRun.Of(2).Id).Purpose);
    }

    [Fact]
    public async Task The_noise_floors_of_a_machine_are_cleared()
    {
        var (code, _, error) = await _command.Run("aa", "--clear");
        Assert.Equal(0, code);
        Assert.Contains("removed the noise floors of 0 metrics", error, StringComparison.Ordinal);
        using var store = _command.OpenStore();
        store.Save([new StoredNoiseFloor("m", HistoryRun.Of(0).Results[0].Key, "flop-rate", 0.01, 7, TimeProvider.System.GetUtcNow())]);
        Assert.Equal((1, 0), (store.RemoveNoiseFloors("m"), store.NoiseFloors("m").Length));
    }

    private string[] Ids()
    {
        using var store = _command.OpenStore();
        return [.. store.List().Select(run => run.Id)];
    }

    private void Store(params Run[] runs)
    {
        using var store = _command.OpenStore();
        foreach (var run in runs) store.Import(run);
    }
}
