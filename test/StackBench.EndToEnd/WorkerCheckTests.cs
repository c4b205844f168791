namespace StackBench.EndToEnd;

public sealed class WorkerCheckTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("native")]
    [InlineData("libtorch")]
    [InlineData("onnxruntime")]
    public void Our_own_engines_conform(string engine)
    {
        var (code, output, _) = Session.Run(_store.Path, "worker", "check", "--", Binary.Worker, engine);
        Assert.DoesNotContain("FLAW", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("exits")]
    [InlineData("leaves-badly")]
    public void A_worker_that_breaks_the_protocol_does_not(string mode)
    {
        var (code, output, _) = Session.Run(_store.Path, "worker", "check", "--", Binary.FakeWorker, mode);
        Assert.Equal(1, code);
        Assert.Contains("FLAW", output, StringComparison.Ordinal);
    }
}
