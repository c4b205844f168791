using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

/// <summary>Baselines and noise floors in the store.</summary>
public sealed class DecisionStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private StoreLocation Location => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_baseline_comes_back_as_it_was_set_and_the_last_one_counts()
    {
        using var store = RunStore.Open(Location);
        store.Save(new Baseline("release", "m1", ["20261124-081502-7f3a"], null, Now));
        var later = new Baseline("release", "m1", [], 5, Now.AddHours(1));
        store.Save(later);
        store.Save(new Baseline("release", "m2", ["20261124-081502-0001", "20261124-081502-0002"], null, Now));

        var found = store.FindBaseline("release", "m1")!;
        Assert.Equal((later.Rolling, later.CreatedAt, 0), (found.Rolling, found.CreatedAt, found.RunIds.Length));
        Assert.Equal(["20261124-081502-0001", "20261124-081502-0002"], store.FindBaseline("release", "m2")!.RunIds);
        Assert.Null(store.FindBaseline("default", "m1"));
        Assert.Equal(["m1", "m2"], store.Baselines().Select(baseline => baseline.Machine));
    }

    [Fact]
    public void A_removed_baseline_is_gone_on_its_machine_only()
    {
        using var store = RunStore.Open(Location);
        store.Save(new Baseline("x", "m1", [], 3, Now));
        store.Save(new Baseline("x", "m2", [], 3, Now));
        Assert.True(store.RemoveBaseline("x", "m1"));
        Assert.False(store.RemoveBaseline("x", "m1"));
        Assert.Equal("m2", Assert.Single(store.Baselines()).Machine);
    }

    [Fact]
    public void Noise_floors_are_kept_per_machine_result_and_metric()
    {
        using var store = RunStore.Open(Location);
        var floor = new StoredNoiseFloor("m1", new ResultKey("gemm", "fp32 64x64x64", "cpu"), "flop-rate", 0.012, 10, Now);
        store.Save([floor, floor with { Key = floor.Key with { Engine = "libtorch" } }, floor with { Machine = "m2" }]);
        store.Save([floor with { Floor = 0.02, Pairs = 12 }]);
        Assert.Equal([floor with { Floor = 0.02, Pairs = 12 }, floor with { Key = floor.Key with { Engine = "libtorch" } }],
            store.NoiseFloors("m1"));
    }

    /// <summary>What older versions kept of a kind of machine goes on to count for each of its nodes, until it has its own.</summary>
    [Fact]
    public void A_node_has_the_baseline_and_the_floors_of_its_kind_where_it_has_none_of_its_own()
    {
        using var store = RunStore.Open(Location);
        store.Save(new Baseline("default", "m1", [], 3, Now));
        Assert.Equal(3, store.FindBaseline("default", "m1@node1")!.Rolling);
        store.Save(new Baseline("default", "m1@node1", [], 5, Now));
        Assert.Equal((5, 3, 3), (store.FindBaseline("default", "m1@node1")!.Rolling, store.FindBaseline("default", "m1@node2")!.Rolling,
            store.FindBaseline("default", "m1")!.Rolling));

        var floor = new StoredNoiseFloor("m1", new ResultKey("gemm", "fp32 64x64x64", "cpu"), "flop-rate", 0.012, 10, Now);
        store.Save(
        [
            floor, floor with { Metric = "latency" }, floor with { Machine = "m1@node1", Floor = 0.03 },
            floor with { Machine = "m1@node2" },
        ]);
        Assert.Equal([("flop-rate", 0.03), ("latency", 0.012)], store.NoiseFloors("m1@node1").Select(kept => (kept.Metric, kept.Floor)));
        Assert.Equal(3, store.RemoveNoiseFloors("m1@node1"));
        Assert.Single(store.NoiseFloors("m1@node2"));
    }

    [Fact]
    public void Runs_are_listed_by_their_node()
    {
        using var store = RunStore.Open(Location);
        Core.Results.Run Of(int number, params FingerprintFact[] facts) =>
            ExampleRun.Small(number) with { Fingerprint = Fingerprint.Of(facts) };
        store.Import(Of(1, new(NodeName.Fact, "node1", FactRole.Noise), new("host.name", "vm", FactRole.Noise)));
        store.Import(Of(2, new(NodeName.Fact, "node2", FactRole.Noise), new("host.name", "vm", FactRole.Noise)));
        store.Import(Of(3, new FingerprintFact("host.name", "node1", FactRole.Noise)));
        Assert.Equal([ExampleRun.Small(3).Id, ExampleRun.Small(1).Id], store.ListOfNode("node1").Select(run => run.Id));
        Assert.Equal(ExampleRun.Small(3).Id, Assert.Single(store.ListOfNode("node1", 1)).Id);
        Assert.Empty(store.ListOfNode("vm"));
        // The newest run of all is another node's: what is limited are the runs of this one.
        store.Import(Of(4, new FingerprintFact(NodeName.Fact, "node2", FactRole.Noise)));
        Assert.Equal(ExampleRun.Small(3).Id, Assert.Single(store.Observations("memory-bandwidth", null, null, 1, "node1")).Run.Id);
    }

    [Fact]
    public void A_store_of_the_first_version_gains_them_and_keeps_its_runs()
    {
        using (var store = RunStore.Open(Location))
        {
            store.Import(ExampleRun.Full);
            foreach (var table in (string[])["baselines", "noise_floors", "points", "series", "pair_runs"])
                store.Connection.Execute($"DROP TABLE {table}");
            store.Connection.Execute("DROP INDEX results_by_workload");
            store.Connection.Execute("PRAGMA user_version = 1");
        }

        using var migrated = RunStore.Open(Location);
        Assert.Empty(migrated.Baselines());
        Assert.Equal(ExampleRun.Full.Results.Length, migrated.Load(ExampleRun.Full.Id).Results.Length);
        // The history of what was stored before is the one that storing it now would give.
        using var fresh = RunStore.Open(new StoreLocation(Path.Combine(Location.Folder, "fresh")));
        fresh.Import(ExampleRun.Full);
        foreach (var metric in (string?[])[null, "call-time"])
            Assert.Equal(Observed(fresh, metric), Observed(migrated, metric));
        Assert.NotEmpty(Observed(migrated, null));
    }

    [Fact]
    public void A_history_has_the_headline_of_each_result_that_is_ok_or_the_metric_asked_for()
    {
        using var store = RunStore.Open(Location);
        store.Import(ExampleRun.Full);
        BenchmarkResult[] ok = [.. ExampleRun.Full.Results.Where(result => result.Outcome is Ok)];
        Assert.Equal(ok.Select(result => (result.Key, result.Headline!.Metric, result.Headline.Value))
            .OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal),
            Observed(store, null).OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal));
        Assert.Equal(
            ok.SelectMany(result => ((Ok)result.Outcome).Metrics.Where(metric => metric.Metric == "call-time")
                .Select(metric => (result.Key, metric.Metric, metric.Value)))
                .OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal),
            Observed(store, "call-time").OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal));
        Assert.All(store.Observations("gemm", null, "2048", 10), observation =>
            Assert.Contains("2048", observation.Metric.Key.Workload, StringComparison.Ordinal));
        Assert.Empty(store.Observations("gemm", null, "no such workload", 10));
    }

    [Fact]
    public void A_result_that_fails_later_leaves_the_history()
    {
        using var store = RunStore.Open(Location);
        var run = ExampleRun.Small(1);
        store.Begin(run);
        store.Save(run.Id, ExampleRun.Full.Results[0]);
        Assert.Single(Observed(store, null));
        store.Save(run.Id, ExampleRun.Full.Results[0] with { Outcome = new Failed(FailureStage.Measure, "it died", []) });
        Assert.Empty(Observed(store, null));
    }

    [Fact]
    public void Sides_of_pairs_are_neither_the_latest_run_nor_history()
    {
        using var store = RunStore.Open(Location);
        store.Import(ExampleRun.Full);
        var side = ExampleRun.Small(1) with { Purpose = RunPurpose.Pair, Results = ExampleRun.Full.Results };
        store.Import(side);
        Assert.True(side.StartedAt > ExampleRun.Full.StartedAt);
        Assert.Equal((ExampleRun.Full.Id, RunPurpose.Measure), (store.Find("latest").Id, store.Find("latest").Purpose));
        Assert.Equal(RunPurpose.Pair, store.Find(side.Id).Purpose);
        Assert.Equal(RunPurpose.Pair, store.Load(side.Id).Purpose);
        Assert.All(store.Observations(null, null, null, 10), observation => Assert.Equal(ExampleRun.Full.Id, observation.Run.Id));
        Assert.Equal(2, store.List().Length);
    }

    private static (ResultKey Key, string Metric, double Value)[] Observed(RunStore store, string? metric) =>
        [.. store.Observations(null, metric, null, 10)
            .Select(observation => (observation.Metric.Key, observation.Metric.Metric, observation.Value))];

    [Fact]
    public void The_machine_key_follows_identity_and_nothing_else()
    {
        var fingerprint = ExampleRun.Full.Fingerprint;
        var key = MachineKey.Of(fingerprint);
        Assert.Equal(key,
            MachineKey.Of(
                fingerprint.With([new("software.libtorch", "9.9", FactRole.Cause), new("os.hostname", "other", FactRole.Noise)])));
        Assert.NotEqual(key, MachineKey.Of(fingerprint.With([new("cpu.model", "other", FactRole.Identity)])));
        Assert.Matches("^[0-9a-f]{12}$", key);
    }
}
