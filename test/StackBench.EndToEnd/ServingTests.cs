using System.Globalization;
using StackBench.Tests.Serving;

namespace StackBench.EndToEnd;

public sealed class ServingTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("INT", 130, "--concurrency", "1")]
    [InlineData("TERM", 130, "--concurrency", "1")]
    [InlineData("KILL", 137, "--concurrency", "1")]
    [InlineData("INT", 130, "--search", "concurrency")]
    [InlineData("KILL", 137, "--search", "rate")]
    public async Task The_server_ends_with_the_run_and_the_run_is_kept(string signal, int exitCode, params string[] load)
    {
        using var stub = new StubServer("slow");
        using var session = Session.Start("/usr/bin/env", _store.Path, $"PATH={stub.Path}:{Environment.GetEnvironmentVariable("PATH")}",
            Binary.Built, "serving", "--engine", "vllm-serve", "--launches", "20", load[0], load[1]);
        for (var waits = 0; waits < 600 && !File.Exists(stub.PidFile); waits++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        var server = int.Parse(
            await File.ReadAllTextAsync(stub.PidFile, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        var engines = session.Children();
        Assert.NotEmpty(engines);

        Session.Signal(session.ProcessId, signal);
        Assert.Equal(exitCode, session.WaitForExit());
        Assert.True(await Session.EndsAsync(server), "the server lives on");
        foreach (var engine in engines) Assert.True(await Session.EndsAsync(engine), $"engine {engine} outlives the host");
        Assert.Contains("interrupted", Session.Run(_store.Path, "history").Out, StringComparison.Ordinal);
    }

    /// <summary>A server whose answers take 4 s each.</summary>
    [Fact]
    public void A_request_fails_after_the_time_it_may_take()
    {
        using var stub = new StubServer("slow");
        using var session = Session.Start(
            "/usr/bin/env", _store.Path, $"PATH={stub.Path}:{Environment.GetEnvironmentVariable("PATH")}", Binary.Built, "serving",
            "--engine", "vllm-serve", "--launches", "1", "--output", "8", "--request-timeout", "1s");
        // The start of the server was measured, the load was not.
        Assert.Equal(4, session.WaitForExit());
        Assert.Contains("timeout: no end within the time limit",
            string.Join(' ', session.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
