using System.Text;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

public sealed class RunStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StoreLocation _location;

    public RunStoreTests() => _location = new StoreLocation(_folder.File("new/store"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_recorded_step_by_step_loads_as_it_was()
    {
        using (var store = RunStore.Open(_location)) Recorded(store);

        using var again = RunStore.Open(_location);
        AssertSame(ExampleRun.Full, again.Load(ExampleRun.Full.Id));
    }

    [Fact]
    public void An_imported_run_loads_as_it_was()
    {
        using var store = RunStore.Open(_location);
        store.Import(ExampleRun.Full);
        AssertSame(ExampleRun.Full, store.Load(ExampleRun.Full.Id));
    }

    [Fact]
    public void The_log_is_the_whole_run_after_every_step()
    {
        using var store = RunStore.Open(_location);
        var empty = Begun(store);
        AssertSame(empty, RunLog.Of(_location, empty.Id)!);
        store.Save(empty.Id, ExampleRun.Full.Results[0]);
        AssertSame(empty.With(ExampleRun.Full.Results[0]), RunLog.Of(_location, empty.Id)!);
        foreach (var result in ExampleRun.Full.Results) store.Save(empty.Id, result);
        store.Finish(empty.Id, RunStatus.Complete, ExampleRun.Full.FinishedAt!.Value);
        AssertSame(ExampleRun.Full, RunLog.Read(_location.LogPath(empty.Id)));
        Assert.Empty(Directory.EnumerateFiles(_location.JournalFolder));
    }

    [Fact]
    public void A_finished_run_has_the_order_it_was_told()
    {
        using var store = RunStore.Open(_location);
        var empty = Begun(store);
        foreach (var result in ExampleRun.Full.Results) store.Save(empty.Id, result);
        ResultKey[] wanted = [.. ExampleRun.Full.Results.Select(result => result.Key).Reverse()];
        store.Finish(empty.Id, RunStatus.Complete, ExampleRun.Start, wanted.Take(3));
        Assert.Equal([.. wanted.Take(3), .. wanted.Skip(3).Reverse()], store.Load(empty.Id).Results.Select(result => result.Key));
        Assert.Equal(store.Load(empty.Id).Results.Select(result => result.Key),
            RunLog.Read(_location.LogPath(empty.Id)).Results.Select(result => result.Key));
    }

    [Fact]
    public void A_result_of_the_same_key_replaces_the_first_and_keeps_its_place()
    {
        using var store = RunStore.Open(_location);
        var id = Begun(store).Id;
        var (first, second) = (ExampleRun.Full.Results[0], ExampleRun.Full.Results[1]);
        store.Save(id, first with { Outcome = new Skipped("not yet") });
        store.Save(id, second);
        store.Save(id, first);
        AssertSame(ExampleRun.Full with { Status = RunStatus.Running, FinishedAt = null, Results = [first, second] }, store.Load(id));
    }

    [Fact]
    public void Results_without_engine_are_told_apart_by_the_rest_of_their_key()
    {
        using var store = RunStore.Open(_location);
        var id = Begun(store).Id;
        var skipped = ExampleRun.Full.Results[^1];
        store.Save(id, skipped);
        store.Save(id, skipped);
        store.Save(id, skipped with { Workload = "13B q4" });
        Assert.Equal(["7B q4", "13B q4"], store.Load(id).Results.Select(result => result.Workload));
    }

    [Fact]
    public void The_history_has_counts_and_machine_without_reading_results()
    {
        using var store = RunStore.Open(_location);
        Recorded(store);
        store.Connection.Execute("DROP TABLE results");
        var summary = Assert.Single(store.List());
        Assert.Equal(
            new RunSummary(
                ExampleRun.Full.Id, ExampleRun.Start, ExampleRun.Full.FinishedAt, RunStatus.Complete, "before rocm 7.1",
                ExampleRun.Full.Settings.Suite,
                "AMD EPYC 9B45, Radeon PRO W7900, Debian GNU/Linux 12", new OutcomeCounts(Ok: 7, Skipped: 2, Failed: 1, Implausible: 1)),
            summary);
    }

    [Fact]
    public void The_history_is_newest_first_limited_and_filtered_by_label()
    {
        using var store = RunStore.Open(_location);
        foreach (var number in new[] { 2, 1, 4, 3 }) store.Import(ExampleRun.Small(number, number % 2 == 0 ? "even" : null));
        Assert.Equal([4, 3, 2, 1], store.List().Select(Number));
        Assert.Equal([4, 3], store.List(limit: 2).Select(Number));
        Assert.Equal([4, 2], store.List(label: "even").Select(Number));
    }

    [Fact]
    public void A_run_is_found_by_latest_id_prefix_and_label()
    {
        using var store = RunStore.Open(_location);
        for (var number = 1; number <= 3; number++) store.Import(ExampleRun.Small(number, number < 3 ? "driver 1" : "latest"));
        Assert.Equal(3, Number(store.Find("latest")));
        Assert.Equal(2, Number(store.Find(ExampleRun.Small(2).Id)));
        Assert.Equal(2, Number(store.Find("20261124-0817")));
        Assert.Equal(2, Number(store.Find("driver 1")));
    }

    [Fact]
    public void A_text_that_names_no_run_or_several_is_refused_with_advice()
    {
        using var store = RunStore.Open(_location);
        var none = Assert.Throws<StoreException>(() => store.Find("latest"));
        Assert.Equal((StoreFailure.UnknownRun, "there are no runs yet"), (none.Failure, none.Message));

        for (var number = 1; number <= 6; number++) store.Import(ExampleRun.Small(number));
        var unknown = Assert.Throws<StoreException>(() => store.Find("x%' OR 1=1"));
        Assert.Equal((StoreFailure.UnknownRun, "no run is called 'x%' OR 1=1'"), (unknown.Failure, unknown.Message));
        var ambiguous = Assert.Throws<StoreException>(() => store.Find("2026"));
        Assert.Equal(StoreFailure.AmbiguousRun, ambiguous.Failure);
        Assert.Equal(
            "'2026' is the start of several runs: 20261124-082102-0006, 20261124-082002-0005, 20261124-081902-0004, "
                + "20261124-081802-0003, ...",
            ambiguous.Message);
        Assert.Equal(StoreFailure.UnknownRun, Assert.Throws<StoreException>(() => store.Load("20261124")).Failure);
        Assert.Equal(
            StoreFailure.UnknownRun, Assert.Throws<StoreException>(() => store.Save("20261124", ExampleRun.Full.Results[0])).Failure);
    }

    [Fact]
    public void A_run_is_running_while_its_process_lives_and_interrupted_after()
    {
        using var store = RunStore.Open(_location);
        var id = Begun(store).Id;
        Assert.Equal((RunStatus.Running, RunStatus.Running), (store.Find(id).Status, store.Load(id).Status));

        var owner = ProcessIdentity.Current();
        foreach (var (text, expected) in new[]
        {
            ((owner with { StartTime = "1" }).ToString(), RunStatus.Interrupted),
            ((owner with { Boot = "another" }).ToString(), RunStatus.Interrupted),
            ((owner with { Host = "elsewhere", StartTime = "1" }).ToString(), RunStatus.Running),
            ("", RunStatus.Interrupted),
        })
        {
            store.Connection.Execute("UPDATE runs SET owner = $owner", ("$owner", text));
            Assert.Equal((expected, expected), (store.Find(id).Status, store.Load(id).Status));
        }
    }

    [Fact]
    public void A_finished_run_stays_finished_whatever_became_of_its_process()
    {
        using var store = RunStore.Open(_location);
        Recorded(store);
        store.Connection.Execute("UPDATE runs SET owner = '1:1:1:1'");
        Assert.Equal(RunStatus.Complete, store.Find("latest").Status);
    }

    [Fact]
    public void An_imported_run_that_was_still_running_counts_as_interrupted()
    {
        using var store = RunStore.Open(_location);
        store.Import(ExampleRun.Full with { Status = RunStatus.Running });
        Assert.Equal(RunStatus.Interrupted, store.Find("latest").Status);
        Assert.Equal(RunStatus.Interrupted, RunLog.Read(_location.LogPath(ExampleRun.Full.Id)).Status);
    }

    [Fact]
    public void An_id_is_never_taken_twice_and_the_first_run_stays_untouched()
    {
        using var store = RunStore.Open(_location);
        store.Import(ExampleRun.Full);
        var error = Assert.Throws<StoreException>(() => store.Import(ExampleRun.Full with { Label = "other" }));
        Assert.Equal(StoreFailure.DuplicateRun, error.Failure);
        AssertSame(ExampleRun.Full, store.Load(ExampleRun.Full.Id));
        AssertSame(ExampleRun.Full, RunLog.Read(_location.LogPath(ExampleRun.Full.Id)));
    }

    [Fact]
    public void An_id_that_could_name_another_file_is_refused()
    {
        using var store = RunStore.Open(_location);
        Assert.Throws<ArgumentException>(() => store.Begin(ExampleRun.Full with { Id = "../run" }));
        Assert.Empty(store.List());
    }

    [Fact]
    public void Two_stores_may_record_into_one_database()
    {
        using var one = RunStore.Open(_location);
        using var two = RunStore.Open(_location);
        var (first, second) = (ExampleRun.Small(1) with { Results = [] }, ExampleRun.Small(2) with { Results = [] });
        one.Begin(first);
        two.Begin(second);
        foreach (var result in ExampleRun.Full.Results)
        {
            one.Save(first.Id, result);
            two.Save(second.Id, result);
        }

        Assert.Equal([11, 11], one.List().Select(run => run.Outcomes.Total));
    }

    private static Run Begun(RunStore store)
    {
        var run = ExampleRun.Full with { Status = RunStatus.Running, FinishedAt = null, Results = [] };
        store.Begin(run);
        return run;
    }

    private static void Recorded(RunStore store)
    {
        var id = Begun(store).Id;
        foreach (var result in ExampleRun.Full.Results) store.Save(id, result);
        store.Finish(id, RunStatus.Complete, ExampleRun.Full.FinishedAt!.Value);
    }

    private static int Number(RunSummary summary) => (int)(summary.StartedAt - ExampleRun.Start).TotalMinutes;

    private static void AssertSame(Run expected, Run actual) =>
        Assert.Equal(Encoding.UTF8.GetString(RunDocument.Write(expected)), Encoding.UTF8.GetString(RunDocument.Write(actual)));
}
