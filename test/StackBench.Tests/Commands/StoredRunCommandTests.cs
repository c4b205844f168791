using System.Text;
using System.Text.Json.Nodes;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Commands;

public sealed class StoredRunCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task History_of_an_empty_store_says_what_to_do()
    {
        var (code, output, error) = await _command.Run("history");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("No runs yet. 'stackbench run' measures this machine; the quick suite takes about two minutes.\n", output);
    }

    [Fact]
    public async Task History_lists_runs_newest_first()
    {
        Store(ExampleRun.Full, ExampleRun.Small(1, "tuned"),
            ExampleRun.Small(2) with { Status = RunStatus.Interrupted, FinishedAt = null });
        var (code, output, error) = await _command.Run("history");
        Assert.Equal((0, ""), (code, error));
        Snapshot.Match(output, "history");
    }

    [Fact]
    public async Task History_is_limited_and_says_that_there_is_more()
    {
        Store([.. Enumerable.Range(1, 5).Select(number => ExampleRun.Small(number))]);
        var (_, output, error) = await _command.Run("history", "--limit", "2");
        Assert.Contains(ExampleRun.Small(5).Id, output, StringComparison.Ordinal);
        Assert.DoesNotContain(ExampleRun.Small(3).Id, output, StringComparison.Ordinal);
        Assert.Equal("There are older runs; --limit 4 shows more.\n", error);
        Assert.Equal("", (await _command.Run("history", "--limit", "5")).Error);
    }

    [Fact]
    public async Task History_as_json_is_one_document_of_a_version()
    {
        var empty = JsonNode.Parse((await _command.Run("history", "--format", "json")).Out)!;
        Assert.Equal(1, empty["schemaVersion"]!.GetValue<int>());
        Assert.Empty(empty["runs"]!.AsArray());

        Store(ExampleRun.Full);
        Snapshot.Match((await _command.Run("history", "--format", "json")).Out, "history-json");
    }

    [Fact]
    public async Task History_as_csv_has_a_line_per_run()
    {
        Store(ExampleRun.Full, ExampleRun.Small(1, "=1+1"));
        Snapshot.Match((await _command.Run("history", "--format", "csv")).Out, "history-csv");
    }

    [Fact]
    public async Task Show_gives_machine_results_and_what_they_mean()
    {
        Store(ExampleRun.Full);
        var (code, output, error) = await _command.Run("show", "latest");
        Assert.Equal((0, ""), (code, error));
        Snapshot.Match(output, "show");
    }

    [Fact]
    public async Task Show_in_full_adds_facts_launches_and_logs()
    {
        Store(ExampleRun.Full);
        Snapshot.Match((await _command.Run("show", "latest", "--verbose")).Out, "show-verbose");
    }

    [Theory]
    [InlineData("table")]
    [InlineData("md")]
    [InlineData("csv")]
    public async Task Show_of_one_benchmark_keeps_its_share_of_the_layer_below(string format)
    {
        Store(ExampleRun.Full);
        var (code, output, _) = await _command.Run("show", "20261124", "--benchmark", "gemm", "--format", format);
        Assert.Equal(0, code);
        Assert.Contains("fp32 2048x2048x2048", output, StringComparison.Ordinal);
        Assert.Contains(format == "csv" ? "0.40093" : "40 %", output, StringComparison.Ordinal);
        Assert.DoesNotContain("memory-latency", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_and_export_as_json_print_the_document_as_it_is_stored()
    {
        Store(ExampleRun.Full);
        foreach (var args in new[] { new[] { "show", "latest", "--format", "json" }, ["export", "latest"], [
            "export", "latest", "--output", "-"] })
        {
            var (code, output, error) = await _command.Run(args);
            Assert.Equal((0, ""), (code, error));
            Assert.Equal(RunDocument.Write(ExampleRun.Full), RunDocument.Write(RunDocument.Read(Encoding.UTF8.GetBytes(output), "output")));
        }
    }

    [Theory]
    [InlineData("show", "latest")]
    [InlineData("export", "latest")]
    public async Task Without_runs_there_is_nothing_to_show(string verb, string run)
    {
        var (code, output, error) = await _command.Run(verb, run);
        Assert.Equal(((int)ExitCode.Usage, ""), (code, output));
        Assert.Equal("error: there are no runs yet\nwhat to do: Measure one: stackbench run\n", error);
    }

    [Fact]
    public async Task A_benchmark_that_was_not_measured_is_a_usage_error_that_names_the_others()
    {
        Store(ExampleRun.Small(1));
        var (code, output, error) = await _command.Run("show", "latest", "--benchmark", "gem\u001bm");
        Assert.Equal(((int)ExitCode.Usage, ""), (code, output));
        Assert.Equal(
            $"error: the run {ExampleRun.Small(1).Id} has no results of 'gemm'\nwhat to do: It has results of memory-bandwidth.\n", error);
    }

    [Theory]
    [InlineData("run.md", null, "## Run 20261124-081502-7f3a")]
    [InlineData("run.csv", null, "run,started_at")]
    [InlineData("run.json", null, "{")]
    [InlineData("run.txt", null, "{")]
    [InlineData("run.txt", "md", "## Run")]
    public async Task Export_writes_the_file_in_the_format_of_its_name(string file, string? format, string begin)
    {
        Store(ExampleRun.Full);
        string[] args =
            ["export", "latest", "--output", _command.File(file), .. format is null ? Array.Empty<string>() : ["--format", format]];
        var (code, output, error) = await _command.Run(args);
        Assert.Equal((0, ""), (code, output));
        Assert.StartsWith("Wrote ", error, StringComparison.Ordinal);
        Assert.StartsWith(begin, File.ReadAllText(_command.File(file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_to_a_place_that_cannot_be_written_fails_with_advice()
    {
        Store(ExampleRun.Full);
        var (code, _, error) = await _command.Run("export", "latest", "--output", _command.File("none/run.json"));
        Assert.Equal((int)ExitCode.Failed, code);
        Assert.Contains("--output FILE", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history", "--format", "md")]
    [InlineData("history", "--limit", "0")]
    [InlineData("history", "--limit", "many")]
    [InlineData("show", "latest", "--format", "jsonl")]
    [InlineData("export", "latest", "--format", "table")]
    [InlineData("show")]
    public async Task What_a_verb_does_not_have_is_a_usage_error_on_stderr(params string[] args)
    {
        var (code, output, error) = await _command.Run(args);
        Assert.Equal(((int)ExitCode.Usage, ""), (code, output));
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task A_damaged_store_is_an_error_with_the_way_out()
    {
        Directory.CreateDirectory(_command.Location.Folder);
        File.WriteAllText(_command.Location.DatabasePath, new string('x', 8192));
        var (code, output, error) = await _command.Run("history");
        Assert.Equal(((int)ExitCode.Failed, ""), (code, output));
        Assert.Contains("the run store is damaged", error, StringComparison.Ordinal);
        Assert.Contains("what to do: Every run is also kept as JSON", error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private void Store(params Run[] runs)
    {
        using var store = _command.OpenStore();
        foreach (var run in runs) store.Import(run);
    }
}
