using System.Text.Json;

namespace StackBench.EndToEnd;

public sealed class RunTests : IDisposable
{
    private static readonly string[] QuickRun = ["run", "compute-peak", "--launches", "1", "--seed", "7"];

    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_run_measures_keeps_and_shows()
    {
        var run = Session.Run(_store.Path, [.. QuickRun, "--label", "first"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("GFLOP/s", run.Out, StringComparison.Ordinal);
        Assert.Contains("compute-peak", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', run.Out + run.Error);

        var history = Session.Run(_store.Path, "history");
        Assert.Equal(0, history.ExitCode);
        Assert.Contains("first", history.Out, StringComparison.Ordinal);
        Assert.Contains("complete", history.Out, StringComparison.Ordinal);

        var show = Session.Run(_store.Path, "show", "latest");
        Assert.Equal(0, show.ExitCode);
        Assert.Contains("fp32", show.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_on_stdout_is_one_document_and_progress_is_on_stderr_only()
    {
        var run = Session.Run(_store.Path, [.. QuickRun, "--format", "json"]);
        using var document = JsonDocument.Parse(run.Out);
        Assert.Equal(1, document.RootElement.GetProperty("schemaVersion").GetInt32());
        Assert.Equal("complete", document.RootElement.GetProperty("status").GetString());
        Assert.NotEmpty(document.RootElement.GetProperty("results").EnumerateArray());
        Assert.All(document.RootElement.GetProperty("results").EnumerateArray(), result =>
            Assert.Equal("ok", result.GetProperty("outcome").GetProperty("kind").GetString()));
        Assert.Contains("[1/", run.Error, StringComparison.Ordinal);

        var export = Session.Run(_store.Path, "export", "latest");
        using var exported = JsonDocument.Parse(export.Out);
        Assert.Equal(document.RootElement.GetProperty("id").GetString(), exported.RootElement.GetProperty("id").GetString());
    }

    /// <summary>
    /// As a prolog of Slurm runs it: no home, no variable, no store; the document says what was to be measured and was not.
    /// </summary>
    [Fact]
    public async Task A_run_needs_no_home_where_a_document_is_its_only_place()
    {
        var file = Path.Combine(_store.Path, "node.json");
        var start = new System.Diagnostics.ProcessStartInfo("env",
            [
                "-i", "PATH=/usr/bin:/bin", "SLURMD_NODENAME=node4", Binary.Built, "run", "compute-peak", "--launches", "1", "--seed", "7",
                "--must", "compute-peak fp64*,compute-peak no such,fp32*", "--document", file,
            ])
        { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _store.Path };
        using var process = System.Diagnostics.Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"kept in {file}", (await error).ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        Assert.Equal("complete", root.GetProperty("status").GetString());
        var facts = root.GetProperty("fingerprint").GetProperty("facts").EnumerateArray();
        Assert.Equal("node4", facts.Single(fact => fact.GetProperty("name").GetString() == "node.name").GetProperty("value").GetString());
        string[] names = [.. root.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("workload").GetString()!)];
        Assert.StartsWith("fp64", names[0], StringComparison.Ordinal);
        Assert.StartsWith("fp32", names[^2], StringComparison.Ordinal);
        Assert.Equal("compute-peak no such", names[^1]);
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_store.Path));
    }

    [Theory]
    [InlineData("csv", "benchmark")]
    [InlineData("md", "| ")]
    public void Other_formats_go_to_stdout_too(string format, string part)
    {
        var run = Session.Run(_store.Path, [.. QuickRun, "--format", format]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(part, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_names_an_interpreter_without_torch_is_told_that_another_engine_measures()
    {
        var run = Session.Run(_store.Path, "run", "gemm", "--python", "/bin/true", "--launches", "1", "--budget", "1s");
        Assert.Contains("; other engines measure what they can", run.Error, StringComparison.Ordinal);
        var pair = Session.Run(_store.Path, "ab", "autograd", "--a-python", "/bin/true", "--b-python", "/bin/true", "--b-env", "X=1");
        Assert.Equal(5, pair.ExitCode);
        Assert.Contains("A: autograd: ", pair.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Killing_the_engine_fails_its_workload_and_the_run_goes_on()
    {
        using var session = Session.Start(Binary.Built, _store.Path, [.. QuickRun, "--suite", "standard", "--format", "jsonl"]);
        var sampled = session.WaitForLine(line => line.Contains("\"samples-taken\"", StringComparison.Ordinal));
        foreach (var child in session.Children()) Session.Signal(child, "KILL");

        Assert.Equal(4, session.WaitForExit());
        var finished = session.Out.Split('\n').Where(line => line.Contains("\"workload-finished\"", StringComparison.Ordinal)).ToArray();
        Assert.Single(finished, line => line.Contains("\"kind\":\"failed\"", StringComparison.Ordinal));
        Assert.Contains(finished, line => line.Contains("\"kind\":\"ok\"", StringComparison.Ordinal));
        var failed = finished.Single(line => line.Contains("\"kind\":\"failed\"", StringComparison.Ordinal));
        Assert.Contains("SIGKILL", failed, StringComparison.Ordinal);
        Assert.Equal(Workload(sampled, "key"), Workload(failed, "result"));
    }

    [Fact]
    public async Task Killing_the_host_keeps_every_finished_workload()
    {
        using var session = Session.Start(Binary.Built, _store.Path, "run", "compute-peak", "--launches", "50", "--format", "jsonl");
        for (var i = 0; i < 3; i++) session.WaitForLine(line => line.Contains("\"workload-finished\"", StringComparison.Ordinal));
        var engines = session.Children();
        Session.Signal(session.ProcessId, "KILL");
        session.WaitForExit();
        Assert.NotEmpty(engines);
        foreach (var engine in engines) Assert.True(await Session.EndsAsync(engine), $"engine {engine} outlives the host");

        var history = Session.Run(_store.Path, "history");
        Assert.Contains("interrupted", history.Out, StringComparison.Ordinal);
        var show = Session.Run(_store.Path, "show", "latest", "--format", "json");
        using var document = JsonDocument.Parse(show.Out);
        Assert.True(document.RootElement.GetProperty("results").GetArrayLength() >= 3);
        Assert.All(document.RootElement.GetProperty("results").EnumerateArray(), result =>
            Assert.True(result.GetProperty("launches").GetArrayLength() >= 1));
    }

    [Fact]
    public void Ctrl_C_ends_cleanly_and_keeps_what_was_measured()
    {
        using var session = Session.Start(Binary.Built, _store.Path, "run", "compute-peak", "--launches", "50", "--format", "jsonl");
        session.WaitForLine(line => line.Contains("\"workload-finished\"", StringComparison.Ordinal));
        Session.Signal(session.ProcessId, "INT");

        Assert.Equal(130, session.WaitForExit());
        Assert.Contains("\"status\":\"interrupted\"", session.Out, StringComparison.Ordinal);
        Assert.Contains("interrupted", Session.Run(_store.Path, "history").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_is_kept_and_said()
    {
        var run = Session.Run(
            _store.Path, "run", "compute-peak", "--suite", "full", "--launches", "20", "--budget", "3s", "--format", "json");
        using var document = JsonDocument.Parse(run.Out);
        Assert.Equal(3, document.RootElement.GetProperty("settings").GetProperty("budgetSeconds").GetDouble());
        Assert.Contains(document.RootElement.GetProperty("results").EnumerateArray(), result =>
            result.GetProperty("outcome").GetProperty("kind").GetString() == "ok");
        Assert.All(document.RootElement.GetProperty("results").EnumerateArray(), result =>
            Assert.True(result.GetProperty("launches").GetArrayLength() < 20));
    }

    private static string Workload(string line, string property)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty(property).GetProperty("workload").GetString()!;
    }
}
