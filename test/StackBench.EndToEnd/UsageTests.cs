namespace StackBench.EndToEnd;

public sealed class UsageTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "--version")]
    [InlineData(0, "detect")]
    [InlineData(0, "detect", "--format", "json")]
    [InlineData(0, "list")]
    [InlineData(0, "list", "--format", "json")]
    [InlineData(0, "history")]
    [InlineData(1, "show", "latest")]
    [InlineData(2)]
    [InlineData(2, "no-such-verb")]
    [InlineData(2, "run", "no-such-benchmark")]
    [InlineData(2, "run", "--suite", "huge")]
    [InlineData(2, "run", "--format", "xml")]
    [InlineData(2, "run", "--budget", "soon")]
    [InlineData(2, "run", "--launches", "0")]
    [InlineData(2, "run", "--libtorch", "/no/such/folder")]
    [InlineData(5, "run", "tensor-core")]
    [InlineData(5, "run", "gemm", "--device", "0000:03:00.0")]
    public void Exit_codes_are_as_documented(int code, params string[] arguments)
    {
        var (exitCode, _, error) = Session.Run(_store.Path, arguments);
        Assert.True(code == exitCode, $"exit code {exitCode}, not {code}; stderr: {error}");
        if (code is not 0) Assert.NotEmpty(error);
    }

    [Fact]
    public void Help_names_every_exit_code()
    {
        var help = Session.Run(_store.Path, "--help").Out;
        foreach (var code in new[] { "0", "1", "2", "3", "4", "5", "130" }) Assert.Matches($@"(?m)^\s+{code}\s", help);
    }

    [Fact]
    public void A_store_that_cannot_be_written_is_said_before_measuring()
    {
        var file = Path.Combine(_store.Path, "a-file");
        File.WriteAllText(file, "");
        var (code, output, error) = Session.Run(file, "run", "compute-peak");
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("error:", error, StringComparison.Ordinal);
        Assert.Contains("what to do:", error, StringComparison.Ordinal);
    }
}
