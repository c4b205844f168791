using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Tests.Comparison;

public sealed class FingerprintDiffTests
{
    private static readonly Fingerprint Machine = Fingerprint.Of(
    [
        new("cpu.model", "A", FactRole.Identity),
        new("os.kernel", "6.1", FactRole.Cause),
        new("policy.governor", "performance", FactRole.Cause),
        new("engine.libtorch.version", "2.9", FactRole.Cause),
        new("gpu.0000:03:00.0.device-id", "744a", FactRole.Identity),
        new("gpu.0000:03:00.0.driver-version", "6.3", FactRole.Cause),
        new("host.name", "lab", FactRole.Noise),
    ]);

    [Fact]
    public void Equal_fingerprints_do_not_differ()
    {
        var diff = FingerprintDiff.Of(Machine, Machine);
        Assert.Equal(0, diff.Identity.Length + diff.Causes.Length + diff.Noise.Length + diff.Unverified.Length);
    }

    [Fact]
    public void Causes_come_most_relevant_first()
    {
        var after = Machine.With(
        [
            new("os.kernel", "6.2", FactRole.Cause),
            new("policy.governor", "powersave", FactRole.Cause),
            new("engine.libtorch.version", "2.10", FactRole.Cause),
            new("gpu.0000:03:00.0.driver-version", "6.4", FactRole.Cause),
            new("env.OMP_NUM_THREADS", "1", FactRole.Cause),
            new("memory.total", "64 GiB", FactRole.Cause),
            new("host.name", "other", FactRole.Noise),
        ]);
        var diff = FingerprintDiff.Of(Machine, after);
        Assert.Equal(
            ["gpu.0000:03:00.0.driver-version", "engine.libtorch.version", "env.OMP_NUM_THREADS", "policy.governor", "os.kernel",
                "memory.total"],
            diff.Causes.Select(change => change.Name));
        Assert.Equal("env.OMP_NUM_THREADS: not set -> 1", diff.Causes[2].ToString());
        Assert.Equal("host.name", Assert.Single(diff.Noise).Name);
        Assert.Empty(diff.Identity);
    }

    [Fact]
    public void Identity_of_the_machine_concerns_every_result_that_of_a_gpu_its_own()
    {
        var other = FingerprintDiff.Of(Machine, Machine.With([new("cpu.model", "B", FactRole.Identity)]));
        Assert.True(Assert.Single(other.Identity).Concerns(new("gemm", "x", "cpu")));

        var gpu = Assert.Single(
            FingerprintDiff.Of(Machine, Machine.With([new("gpu.0000:03:00.0.device-id", "744b", FactRole.Identity)])).Identity);
        Assert.Equal("0000:03:00.0", gpu.Device);
        Assert.True(gpu.Concerns(new("gemm", "x", "0000:03:00.0")));
        Assert.False(gpu.Concerns(new("gemm", "x", "cpu")));
    }

    [Fact]
    public void Facts_of_an_engine_concern_its_own_results()
    {
        var change = new FactChange("engine.libtorch.version", "1", "2", FactRole.Cause);
        Assert.True(change.Concerns(new("gemm", "x", "cpu", "libtorch")));
        Assert.False(change.Concerns(new("memory-bandwidth", "x", "cpu", "native")));
    }

    [Fact]
    public void What_one_run_could_not_find_out_is_no_difference()
    {
        var diff = FingerprintDiff.Of(Machine, Machine.With(
            [new("cpu.model", null, FactRole.Identity, "no permission"), new("os.kernel", null, FactRole.Cause, "x")]));
        Assert.Equal(["cpu.model", "os.kernel"], diff.Unverified);
        Assert.Equal(0, diff.Identity.Length + diff.Causes.Length);
    }

    [Fact]
    public void A_gpu_that_went_is_a_difference_of_its_identity()
    {
        var without = Fingerprint.Of(Machine.Facts.Where(fact => !fact.Name.StartsWith("gpu.", StringComparison.Ordinal)));
        Assert.Null(Assert.Single(FingerprintDiff.Of(Machine, without).Identity).After);
    }
}
