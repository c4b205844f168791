namespace StackBench.EndToEnd;

/// <summary>The value of a variable that is a secret by its name reaches no file and no line, wherever an engine says it.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Secret = "sk-geheim-4711";

    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("spills", "")]
    [InlineData("spills-and-fails", "refused: ***")]
    [InlineData("spills-and-refuses", "not with ***")]
    public void A_secret_of_a_side_is_kept_nowhere(string mode, string said)
    {
        using var session = Session.Start(
            Binary.Built, _store.Path, [("STACKBENCH_FAKE", mode)],
            "ab", "autograd", "--python", Binary.FakeWorker, "--b-env", $"HF_TOKEN={Secret}", "--pairs", "5", "--budget", "10s");
        session.WaitForExit();
        AssertNowhere(session.Out + session.Error);
        Assert.Contains("env.HF_TOKEN: not set -> set", session.Out, StringComparison.Ordinal);
        Assert.Contains(said, session.Error, StringComparison.Ordinal);
        // What an engine prints is kept: the test proves nothing otherwise.
        var logs = Directory.EnumerateFiles(Path.Combine(_store.Path, "engine-logs"), "*.log", SearchOption.AllDirectories);
        Assert.Contains(logs, path => File.ReadAllText(path).Contains("environment: ***", StringComparison.Ordinal));
        var history = Session.Run(_store.Path, "history");
        Assert.Contains("HF_TOKEN=***", history.Out, StringComparison.Ordinal);
        AssertNowhere(history.Out + history.Error);
    }

    [Fact]
    public void A_secret_of_the_caller_is_kept_nowhere()
    {
        using var session = Session.Start(
            Binary.Built, _store.Path, [("STACKBENCH_FAKE", "spills"), ("HF_TOKEN", Secret)],
            "run", "autograd", "--python", Binary.FakeWorker, "--launches", "1", "--format", "jsonl");
        session.WaitForExit();
        Assert.Contains("fake ***", session.Out, StringComparison.Ordinal);
        AssertNowhere(session.Out + session.Error);
    }

    [Fact]
    public void A_report_to_share_tells_nobody_who_measured_where()
    {
        Assert.Equal(0, Session.Run(_store.Path, "run", "compute-peak", "--only", "fp32 256-bit, 1 thread", "--launches", "1",
            "--label", "my own label").ExitCode);
        // As a whole: a short name is in many words.
        string[] told = ["my own label", $">{Environment.MachineName}<", $"\"{Environment.MachineName}\""];
        var plain = Session.Run(_store.Path, "report", "--output", "-").Out + Session.Run(_store.Path, "export", "latest").Out;
        Assert.All(told, word => Assert.Contains(word, plain, StringComparison.Ordinal));
        foreach (var verb in (string[][])[["report", "--share"], ["report", "--anonymous"], ["export", "latest", "--anonymous"]])
        {
            var shared = Session.Run(_store.Path, [.. verb, "--output", "-"]);
            Assert.Equal(0, shared.ExitCode);
            Assert.Contains("fp32 256-bit", shared.Out, StringComparison.Ordinal);
            Assert.All(told, word => Assert.DoesNotContain(word, shared.Out, StringComparison.Ordinal));
        }
    }

    private void AssertNowhere(string shown)
    {
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(_store.Path, "*", SearchOption.AllDirectories), path =>
            Assert.DoesNotContain(Secret, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)), StringComparison.Ordinal));
    }
}
