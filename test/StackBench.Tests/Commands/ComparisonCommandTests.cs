using System.Text.Json.Nodes;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Commands;

/// <summary><c>compare</c>, <c>baseline</c> and <c>trend</c> over stored runs.</summary>
public sealed class ComparisonCommandTests : IDisposable
{
    private static readonly FingerprintFact NewLibtorch = new("engine.libtorch.version", "2.11.0", FactRole.Cause);

    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_slower_run_against_enough_runs_is_a_regression_with_its_suspect()
    {
        Store([.. Enumerable.Range(0, 8).Select(day => HistoryRun.Of(day, label: "old")),
            HistoryRun.Of(20, gigaflops: 80, facts: NewLibtorch)]);
        var (code, output, _) = await _command.Run("compare", "old", "latest", "--fail-on", "regression");
        Assert.Equal(3, code);
        Snapshot.Match(output, "compare-regression");
    }

    [Fact]
    public async Task The_same_comparison_as_markdown_csv_and_json()
    {
        Store([.. Enumerable.Range(0, 8).Select(day => HistoryRun.Of(day, label: "old")),
            HistoryRun.Of(20, gigaflops: 80, facts: NewLibtorch)]);
        Snapshot.Match((await _command.Run("compare", "old", "--format", "md")).Out, "compare-md");
        Snapshot.Match((await _command.Run("compare", "old", "--format", "csv")).Out, "compare-csv");
        var document = JsonNode.Parse((await _command.Run("compare", "old", "--format", "json")).Out)!;
        Assert.Equal((1, 8), (document["regressions"]!.GetValue<int>(), document["baseline"]!.AsArray().Count));
        Assert.Equal("engine.libtorch.version", document["suspects"]![0]!["changes"]![0]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_equal_run_passes_the_gate()
    {
        Store([.. Enumerable.Range(0, 9).Select(day => HistoryRun.Of(day, label: day < 8 ? "old" : null))]);
        var (code, output, error) = await _command.Run("compare", "old", "latest", "--fail-on", "suspected", "--threshold", "20%");
        Assert.Equal(0, code);
        Assert.Contains("2 no change", output, StringComparison.Ordinal);
        Assert.Contains("passed", error, StringComparison.Ordinal);
        // Two metrics tell little of the hour's noise: within 3 % cannot be shown.
        Assert.Contains("2 inconclusive", (await _command.Run("compare", "old", "latest")).Out, StringComparison.Ordinal);
    }

    /// <summary>Among many nodes the newest runs are those of others, and no history of this one.</summary>
    [Fact]
    public async Task A_rolling_baseline_is_of_the_nodes_own_runs_however_many_others_there_are()
    {
        FingerprintFact Node(string name) => new(NodeName.Fact, name, FactRole.Noise);
        Store([HistoryRun.Of(0, facts: Node("node1")), .. Enumerable.Range(1, 210).Select(day => HistoryRun.Of(day, facts: Node("node2"))),
            HistoryRun.Of(300, gigaflops: 50, facts: Node("node1"))]);
        Assert.Equal(0, (await _command.Run("baseline", "set", "--rolling", "5", "--node", "node1")).Code);
        using (var store = _command.OpenStore())
        {
            var machine = NodeKey.Of(HistoryRun.Of(0, facts: Node("node1")).Fingerprint);
            store.Save(new Baseline("default", machine, [], 5, HistoryRun.Of(0).StartedAt));
        }

        var (code, output, error) = await _command.Run("compare", "baseline", HistoryRun.Of(300).Id);
        Assert.True(code == 0, error);
        Assert.Contains("1 regression", output, StringComparison.Ordinal);
        var between = (await _command.Run("compare", HistoryRun.Of(0).Id, HistoryRun.Of(1).Id)).Out.ReplaceLineEndings(" ");
        Assert.Contains("Two machines of one kind, node1 and node2", between, StringComparison.Ordinal);
        Assert.Contains("node2", (await _command.Run("history", "--limit", "300")).Out, StringComparison.Ordinal);
        Assert.Contains("node1\n", (await _command.Run("history", "--limit", "1", "--format", "csv")).Out, StringComparison.Ordinal);
        var mine = (await _command.Run("trend", "gemm", "--node", "node1")).Out.ReplaceLineEndings(" ");
        Assert.Contains("2 runs", mine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_run_against_one_finds_a_large_loss_and_leaves_a_smaller_one_open()
    {
        Store(HistoryRun.Of(0), HistoryRun.Of(1, gigaflops: 60), HistoryRun.Of(2, gigaflops: 93));
        var (code, output, _) = await _command.Run("compare", HistoryRun.Of(0).Id, HistoryRun.Of(1).Id, "--fail-on", "regression");
        Assert.Equal(3, code);
        Assert.Contains("1 regression", output, StringComparison.Ordinal);
        Assert.Contains("one run a side", output, StringComparison.Ordinal);

        (code, output, _) = await _command.Run("compare", HistoryRun.Of(0).Id, "latest", "--fail-on", "suspected");
        Assert.Equal(0, code);
        Assert.Contains("2 inconclusive", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_machine_is_not_comparable_and_a_gate_says_so_with_its_own_code()
    {
        Store(HistoryRun.Of(0), HistoryRun.Of(1, facts: new FingerprintFact("cpu.model", "other", FactRole.Identity)));
        var (code, output, _) = await _command.Run("compare", HistoryRun.Of(0).Id, "latest", "--fail-on", "regression");
        Assert.Equal(5, code);
        Assert.Contains("not comparable", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_documents_compare_without_being_in_the_store()
    {
        File.WriteAllBytes(_command.File("a.json"), RunDocument.Write(HistoryRun.Of(0)));
        File.WriteAllBytes(_command.File("b.json"), RunDocument.Write(HistoryRun.Of(1)));
        File.WriteAllText(_command.File("broken.json"), """{"schemaVersion":1,"id":NaN}""");
        Assert.Equal(0, (await _command.Run("compare", _command.File("a.json"), _command.File("b.json"))).Code);
        var (code, output, error) = await _command.Run("compare", _command.File("a.json"), _command.File("broken.json"));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("broken.json", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_documents_is_a_baseline_of_several_runs()
    {
        var folder = Directory.CreateDirectory(_command.File("kept")).FullName;
        foreach (var run in Enumerable.Range(0, 6).Select(day => HistoryRun.Of(day)))
            File.WriteAllBytes(Path.Combine(folder, run.Id + ".json"), RunDocument.Write(run));
        File.WriteAllBytes(Path.Combine(folder, "stopped.json"),
            RunDocument.Write(HistoryRun.Of(7, gigaflops: 60) with { Status = RunStatus.Interrupted }));
        // The newest says which machine the baseline is of.
        var elsewhere = HistoryRun.Of(0, facts: new FingerprintFact("cpu.model", "older",
            FactRole.Identity)) with
        { Id = "20250101-000000-0001", StartedAt = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        File.WriteAllBytes(Path.Combine(folder, "elsewhere.json"), RunDocument.Write(elsewhere));
        Store(HistoryRun.Of(20, gigaflops: 80));
        var (code, output, error) = await _command.Run("compare", folder, "latest", "--fail-on", "regression");
        Assert.Equal(3, code);
        Assert.Contains("1 regression", output, StringComparison.Ordinal);
        Assert.Contains("2 of 8 runs in", error, StringComparison.Ordinal);
        Assert.Contains("left out: 1 incomplete, 1 of another machine than the newest", error, StringComparison.Ordinal);
        Assert.Equal(2, (await _command.Run("compare", Directory.CreateDirectory(_command.File("empty")).FullName, "latest")).Code);
    }

    [Fact]
    public async Task A_baseline_is_needed_and_cannot_be_the_run_itself()
    {
        Store(HistoryRun.Of(0));
        var (code, _, error) = await _command.Run("compare");
        Assert.Equal(2, code);
        Assert.Contains("there is no baseline 'default' for this machine", error, StringComparison.Ordinal);
        await _command.Run("baseline", "set", "latest");
        Assert.Contains("is the run that shall be compared", (await _command.Run("compare")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sides_of_pairs_are_neither_latest_nor_history_though_they_are_the_newest_runs()
    {
        Store([.. Enumerable.Range(0, 7).Select(day => HistoryRun.Of(day, label: day < 6 ? "old" : null)),
            HistoryRun.Of(8, gigaflops: 30) with { Purpose = RunPurpose.Pair }]);
        Assert.Contains(
            $"run {HistoryRun.Of(6).Id} against 6 runs", (await _command.Run("compare", "old", "latest")).Error, StringComparison.Ordinal);
        var csv = (await _command.Run("trend", "gemm", "--format", "csv")).Out;
        Assert.Contains(HistoryRun.Of(6).Id, csv, StringComparison.Ordinal);
        Assert.DoesNotContain(HistoryRun.Of(8).Id, csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_of_another_machine_are_left_out_of_a_label_and_that_is_said()
    {
        var other = new FingerprintFact("cpu.model", "other", FactRole.Identity);
        Store([.. Enumerable.Range(0, 3).Select(day => HistoryRun.Of(day, label: "mixed", facts: other)),
            HistoryRun.Of(5, label: "mixed"), HistoryRun.Of(9)]);
        Assert.Contains("3 of 4 runs labelled 'mixed' left out", (await _command.Run("compare", "mixed")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upgrade_ends_the_baseline_of_the_results_that_it_concerns_and_of_no_other()
    {
        Store([.. Enumerable.Range(0, 3).Select(day => HistoryRun.Of(day, label: "mixed")),
            HistoryRun.Of(5, label: "mixed", facts: NewLibtorch), HistoryRun.Of(9, facts: NewLibtorch)]);
        var (_, output, error) = await _command.Run("compare", "mixed", "--format", "json");
        Assert.DoesNotContain("left out", error, StringComparison.Ordinal);
        var metrics = JsonNode.Parse(output)!["metrics"]!.AsArray();
        Assert.Equal([1, 4], metrics.Select(metric => metric!["baselineCount"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_document_with_the_same_fact_twice_is_refused()
    {
        var run = HistoryRun.Of(0);
        File.WriteAllBytes(_command.File("twice.json"),
            RunDocument.Write(run with { Fingerprint = new Fingerprint { Facts = [.. run.Fingerprint.Facts, run.Fingerprint.Facts[0]] } }));
        var (code, _, error) = await _command.Run("compare", _command.File("twice.json"), _command.File("twice.json"));
        Assert.Equal(2, code);
        Assert.Contains("appears 2 times", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_baseline_of_a_label_holds_all_its_runs()
    {
        Store([.. Enumerable.Range(0, 6).Select(day => HistoryRun.Of(day, label: "release")), HistoryRun.Of(9, gigaflops: 130)]);
        Assert.Equal(0, (await _command.Run("baseline", "set", "release", "--name", "r1")).Code);
        Assert.Contains("r1", (await _command.Run("baseline", "list")).Out, StringComparison.Ordinal);
        var (_, output, error) = await _command.Run("compare", "baseline:r1");
        Assert.Contains("against 6 runs", error, StringComparison.Ordinal);
        Assert.Contains("improvement", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_between_which_something_changed_are_a_baseline_but_those_of_two_methods_are_not()
    {
        Store(HistoryRun.Of(0, label: "mixed"), HistoryRun.Of(1, label: "mixed", facts: NewLibtorch),
            HistoryRun.Of(2, label: "methods") with { Tool = new ToolVersion("0.0.1", Method: 0) }, HistoryRun.Of(3, label: "methods"));
        Assert.Equal(0, (await _command.Run("baseline", "set", "mixed")).Code);
        var (code, _, error) = await _command.Run("baseline", "set", "methods");
        Assert.Equal(2, code);
        Assert.Contains($"run {HistoryRun.Of(2).Id} was measured by another method (0)", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trend_names_the_step_and_the_fact_that_changed_there()
    {
        Store([.. Enumerable.Range(0, 40)
            .Select(day => day < 25 ? HistoryRun.Of(day) : HistoryRun.Of(day, gigaflops: 85, facts: NewLibtorch))]);
        Snapshot.Match((await _command.Run("trend", "gemm")).Out, "trend");
        var document = JsonNode.Parse((await _command.Run("trend", "flop-rate", "2048", "--format", "json")).Out)!;
        Assert.Equal(HistoryRun.Of(25).Id, Assert.Single(document["series"]![0]!["changes"]!.AsArray())!["run"]!.GetValue<string>());
        var lines = (await _command.Run("trend", "gemm", "--format", "csv")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(41, lines.Length);
        Assert.Contains("2.10.0 -> 2.11.0", Assert.Single(lines, line => line.Contains(HistoryRun.Of(25).Id, StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trend_keeps_machines_apart()
    {
        Store([.. Enumerable.Range(0, 10)
            .Select(day => HistoryRun.Of(day, gigaflops: 500, facts: new FingerprintFact("cpu.model", "faster", FactRole.Identity))),
            .. Enumerable.Range(10, 10).Select(day => HistoryRun.Of(day))]);
        var (_, output, error) = await _command.Run("trend", "gemm");
        Assert.Contains("10 runs of other machines left out", error, StringComparison.Ordinal);
        Assert.Contains("no step", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trend_tells_a_drop_of_the_newest_run_at_once_with_the_command_that_confirms_it()
    {
        Store([.. Enumerable.Range(0, 13).Select(day => HistoryRun.Of(day)), HistoryRun.Of(13, gigaflops: 17)]);
        var confirm = $"stackbench compare {HistoryRun.Of(12).Id} {HistoryRun.Of(13).Id} --confirm";
        var text = string.Join(
            ' ', (await _command.Run("trend", "gemm")).Out.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"suspected: run {HistoryRun.Of(13).Id} is 83 % slower than the 13 runs before predict; confirm with: {confirm}",
            text, StringComparison.Ordinal);
        var newest = JsonNode.Parse((await _command.Run("trend", "gemm", "--format", "json")).Out)!["series"]![0]!["newest"]!;
        Assert.Equal((confirm, 13), ((string)newest["confirmWith"]!, (int)newest["index"]!));
        Assert.InRange((double)newest["worseRatio"]!, 5, 7);
        var lines = (await _command.Run("trend", "gemm", "--format", "csv")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(",suspected_ratio", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1).SkipLast(1), line => Assert.EndsWith(",,,", line, StringComparison.Ordinal));
        Assert.Matches(@",,,5\.[0-9]+$", lines[^1]);
    }

    [Fact]
    public async Task A_trend_says_which_parameters_differ_and_knows_benchmarks_and_metrics_that_only_the_store_has()
    {
        Run Imported(int day, int batch) => HistoryRun.Of(day) with
        {
            Results = [.. HistoryRun.Of(day).Results.Take(1).Select(result => result with
            {
                Benchmark = "another-tool",
                Parameters = result.Parameters.With("batch", batch),
                Outcome = new Ok([.. ((Ok)result.Outcome).Metrics.Select(metric => metric with { Metric = "its-rate" })], []),
            })],
        };
        Store(Imported(0, 8), Imported(1, 8), Imported(2, 16), Imported(3, 16));
        var (code, output, _) = await _command.Run("trend", "another-tool");
        Assert.Equal(0, code);
        Assert.Contains(
            "2 runs left out: measured with other parameters: batch 8 instead of 16", output, StringComparison.Ordinal);
        Assert.Contains("another-tool", (await _command.Run("trend", "its-rate")).Out, StringComparison.Ordinal);
        Assert.Contains("for 'nowhere'", (await _command.Run("trend", "another-tool", "nowhere")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no benchmark or metric 'nothing'", "trend", "nothing")]
    [InlineData("no stored run has a value of gemm", "trend", "gemm")]
    [InlineData("'x%' is no threshold", "compare", "a", "b", "--threshold", "x%")]
    [InlineData("'0%' is no threshold", "compare", "a", "b", "--threshold", "0%")]
    [InlineData("name runs to pin, or give --rolling N", "baseline", "set")]
    [InlineData("A and B are the same", "ab", "gemm")]
    [InlineData("'1' is no value of --pairs", "ab", "--pairs", "1")]
    [InlineData("'NOVALUE' is no variable", "ab", "--a-env", "NOVALUE")]
    public async Task Wrong_usage_is_said(string message, params string[] arguments)
    {
        var (code, output, error) = await _command.Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private void Store(params Run[] runs)
    {
        using var store = _command.OpenStore();
        foreach (var run in runs) store.Import(run);
    }
}
