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
        Assert.Equal([floor with { Floor = 0.02, Pairs = 12 }, floor with { Key = floor.Key with { Engine = "libtorch" } }], store.NoiseFloors("m1"));
    }

    [Fact]
    public void A_store_of_the_first_version_gains_them_and_keeps_its_runs()
    {
        using (var store = RunStore.Open(Location))
        {
            store.Import(ExampleRun.Full);
            foreach (var statement in (string[])["DROP TABLE baselines", "DROP TABLE noise_floors", "DROP INDEX results_by_workload", "PRAGMA user_version = 1"]) store.Connection.Execute(statement);
        }

        using var migrated = RunStore.Open(Location);
        Assert.Empty(migrated.Baselines());
        Assert.Equal(ExampleRun.Full.Results.Length, migrated.Load(ExampleRun.Full.Id).Results.Length);
    }

    [Fact]
    public void The_machine_key_follows_identity_and_nothing_else()
    {
        var fingerprint = ExampleRun.Full.Fingerprint;
        var key = MachineKey.Of(fingerprint);
        Assert.Equal(key, MachineKey.Of(fingerprint.With([new("software.libtorch", "9.9", FactRole.Cause), new("os.hostname", "other", FactRole.Noise)])));
        Assert.NotEqual(key, MachineKey.Of(fingerprint.With([new("cpu.model", "other", FactRole.Identity)])));
        Assert.Matches("^[0-9a-f]{12}$", key);
    }
}
