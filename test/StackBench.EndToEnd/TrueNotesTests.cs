namespace StackBench.EndToEnd;

/// <summary>What is said beside the values is so.</summary>
public sealed class TrueNotesTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Vector_units_that_are_switched_off_are_not_called_missing(string variable)
    {
        if (!File.Exists("/proc/cpuinfo") || !File.ReadAllText("/proc/cpuinfo").Contains(" avx2", StringComparison.Ordinal))
            Assert.Skip("needs a CPU with AVX2");
        using var session = Session.Start(
            Binary.Built, _store.Path, [(variable, "0")],
            "run", "compute-peak", "--only", "fp32 256-bit, 1 thread", "--launches", "1", "--format", "json");
        session.WaitForExit();
        Assert.Contains($"switched off by {variable}=0", session.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("this processor has no", session.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_into_one_store_warn_of_each_other()
    {
        using var first = Session.Start(
            Binary.Built, _store.Path, [("STACKBENCH_FAKE", "mute")],
            "run", "autograd", "--python", Binary.FakeWorker, "--launches", "1");
        while (first.Children().Count == 0) await Task.Delay(50, TestContext.Current.CancellationToken);
        string[] run = ["run", "compute-peak", "--only", "fp32 256-bit, 1 thread", "--launches", "1"];
        Assert.Contains($"(pid {first.ProcessId})", Session.Run(_store.Path, run).Error, StringComparison.Ordinal);
        Session.Signal(first.ProcessId, "KILL");
        first.WaitForExit();
        Assert.DoesNotContain("another process measures", Session.Run(_store.Path, run).Error, StringComparison.Ordinal);
    }
}
