using System.Diagnostics;

namespace StackBench.EndToEnd;

/// <summary>The first Ctrl-C or SIGTERM ends what would take minutes otherwise, whatever it is.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task The_hashing_of_a_model_ends(string signal)
    {
        Assert.Equal(0, Session.Run(_store.Path, "model", "make", "tiny", "--output", _store.Path).ExitCode);
        var model = Directory.EnumerateFiles(_store.Path, "*.gguf").Single();
        using (var file = new FileStream(model, FileMode.Open, FileAccess.Write)) file.SetLength(1L << 42);
        using var session = Session.Start(Binary.Built, _store.Path, "run", "llm", "--model", model, "--launches", "1");
        await EndsByAsync(signal, session, said: "SHA-256");
    }

    [Theory]
    [InlineData("INT", "import")]
    [InlineData("TERM", "import")]
    [InlineData("INT", "report")]
    [InlineData("TERM", "report")]
    public async Task The_reading_of_a_file_that_does_not_come_ends(string signal, string verb)
    {
        var pipe = Path.Combine(_store.Path, "run.json");
        using (var make = Process.Start("mkfifo", [pipe])) make.WaitForExit();
        using var session = Session.Start(Binary.Built, _store.Path, verb, pipe);
        // Opens when there is a reader, and says nothing.
        await using var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write);
        await EndsByAsync(signal, session, said: null);
        Assert.Empty(session.Out);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_search_for_the_highest_load_ends(string signal)
    {
        await using var server = new FewAnswers(3);
        using var session = Session.Start(
            Binary.Built, _store.Path, "serving", "--endpoint", server.Root, "--search", "concurrency", "--allow-short", "--launches", "1");
        await server.Held.WaitAsync(TestContext.Current.CancellationToken);
        await EndsByAsync(signal, session, said: null);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_search_for_engines_that_answer_ends(string signal)
    {
        using var session = Session.Start(
            Binary.Built, _store.Path, [("STACKBENCH_FAKE", "mute")],
            "run", "autograd", "--python", Binary.FakeWorker, "--launches", "1");
        while (session.Children().Count == 0) await Task.Delay(50, TestContext.Current.CancellationToken);
        await EndsByAsync(signal, session, said: null);
    }

    private static async Task EndsByAsync(string signal, Session session, string? said)
    {
        while (said is not null && !session.Error.Contains(said, StringComparison.Ordinal))
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Session.Signal(session.ProcessId, signal);
        Assert.Equal(130, session.WaitForExit());
        Assert.Contains("interrupted", session.Error, StringComparison.Ordinal);
    }
}
