using System.Diagnostics;
using System.Globalization;
using StackBench.Core.Results;
using StackBench.Store;

namespace StackBench.Tests.Commands;

/// <summary>The one flow and the one set of options of the verbs that measure, on the smallest workload there is.</summary>
[Collection(nameof(MeasuringCommandTests))]
public sealed class MeasuringCommandTests : IDisposable
{
    // artifacts/bin/StackBench.Tests/debug -> artifacts/bin/StackBench.Worker/debug
    private static readonly string Worker = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "StackBench.Worker",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "StackBench.Worker"));

    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Only_the_chosen_workloads_are_measured_and_the_others_are_in_no_part_of_the_run()
    {
        var (code, _, error) = await _command.Run(Pair("--only", "FP32*1 thread", "--budget", "2s"));
        Assert.True(code == 0, error);
        using var store = _command.OpenStore();
        var runs = store.List();
        Assert.Equal(2, runs.Length);
        Assert.All(runs, run =>
        {
            var results = store.Load(run.Id).Results;
            Assert.NotEmpty(results);
            Assert.All(results, result => Assert.Matches("^fp32.*1 thread$", result.Workload));
        });
    }

    [Fact]
    public async Task A_pattern_that_matches_nothing_is_refused_with_names_near_it()
    {
        var (code, output, error) = await _command.Run(Pair("--only", "fp23*"));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("no workload is named 'fp23*'", error, StringComparison.Ordinal);
        Assert.Contains("'compute-peak fp", error, StringComparison.Ordinal);
        using var store = _command.OpenStore();
        Assert.Empty(store.List());
    }

    [Fact]
    public async Task A_store_that_fails_in_the_middle_of_ab_costs_neither_the_comparison_nor_a_word_of_truth()
    {
        using (var store = _command.OpenStore())
            store.Connection.Execute(
                "CREATE TRIGGER full BEFORE INSERT ON results BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
        var (code, output, error) = await _command.Run(Pair("--only", "fp32*1 thread", "--budget", "2s"));
        Assert.Equal(4, code);
        Assert.Contains("fp32", output, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), line => line.Contains("the run goes on, and its end says what is kept", StringComparison.Ordinal));
        Assert.Single(error.Split('\n'), line => line.Contains("in its log alone", StringComparison.Ordinal));
        Assert.DoesNotContain("kept as runs", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hang_up_in_the_middle_of_ab_keeps_the_pairs_that_were_measured()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signal");
        var isSent = false;
        var code = await _command.Run(
            text =>
            {
                if (isSent || !text.Contains("[pair 3/", StringComparison.Ordinal)) return;
                isSent = true;
                using var kill = Process.Start("kill", ["-HUP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
                kill.WaitForExit();
            },
            Pair("--only", "fp32*1 thread", "--pairs", "500"));
        Assert.Equal(130, code);
        using var store = _command.OpenStore();
        Assert.Equal(2, store.List().Length);
        Assert.All(store.List(), run =>
        {
            Assert.Equal(RunStatus.Interrupted, run.Status);
            Assert.All(store.Load(run.Id).Results, result => Assert.InRange(result.Launches.Length, 2, 499));
        });
    }

    [Theory]
    [InlineData("run")]
    [InlineData("serving")]
    [InlineData("ab")]
    [InlineData("aa")]
    [InlineData("around")]
    public async Task Every_verb_that_measures_has_the_same_options(string verb)
    {
        var (code, help, _) = await _command.Run(verb, "--help");
        Assert.Equal(0, code);
        Assert.All(
            (string[])["--suite", "--only", "--device", "--engine", "--python", "--libtorch", "--model", "--launches", "--budget", "--seed",
                "--label", "--format"],
            option => Assert.Contains(option, help, StringComparison.Ordinal));
        (code, _, var error) =
            await _command.Run(verb == "around" ? [verb, "--engine", "pytorhc", "--", "true"] : [verb, "--engine", "pytorhc"]);
        Assert.Equal(2, code);
        Assert.Contains("there is no engine 'pytorhc'; there are native, libtorch, ", error, StringComparison.Ordinal);
        var (_, completions, _) = await _command.Run($"[suggest:{verb.Length + 6}]", $"{verb} --onl");
        Assert.Contains("--only", completions, StringComparison.Ordinal);
    }

    private static string[] Pair(params string[] more) =>
        ["ab", "compute-peak", "--device", "cpu", "--engine", "native", "--a-worker", Worker, "--b-worker", Worker, "--b-env", "X=1",
            .. more];
}
