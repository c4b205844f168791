using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Report;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Terminal;

public sealed class RunTableViewTests
{
    private static readonly RunTable Table = RunTable.Of(ExampleRun.Full);

    [Theory]
    [InlineData(50)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(140)]
    public void A_run_reads_well_at_width(int width) => Snapshot.Match(Text(Table, width, Glyphs.Unicode), $"run-table-{width}");

    [Fact]
    public void A_terminal_without_unicode_gets_ascii()
    {
        var text = Text(Table, 140, Glyphs.Ascii);
        Assert.True(System.Text.Ascii.IsValid(text));
        Snapshot.Match(text, "run-table-140-ascii");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(50)]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(109)]
    [InlineData(110)]
    [InlineData(160)]
    public void No_line_is_wider_than_the_terminal_or_ends_in_blanks(int width)
    {
        Assert.All(RunTableView.Lines(Table, width, Glyphs.Unicode), line =>
        {
            Assert.InRange(TextWidth.Of(line.ToString()), 0, width);
            Assert.Equal(line.ToString().TrimEnd(), line.ToString());
        });
    }

    [Fact]
    public void Escape_sequences_in_names_and_reasons_do_not_reach_the_terminal()
    {
        const string evil = "\u001b]0;owned\u0007[red]x[/]\r\n\u202e\u009b31m";
        var result =
            ExampleRun.Full.Results[^1] with { Benchmark = evil, Workload = evil, Device = evil, Outcome = new Skipped(evil, evil) };
        var lines = RunTableView.Lines(RunTable.Of(ExampleRun.Full with { Results = [result] }), 80, Glyphs.Unicode);
        Assert.All(lines, line => Assert.DoesNotContain(line.ToString(), character => char.IsControl(character) || character == '\u202e'));
        Assert.Contains(lines, line => line.ToString().Contains("[red]x[/]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sample-rate", true)]
    [InlineData("token-rate", false)]
    public void Inputs_a_second_are_shown_beside_the_headline(string metric, bool isShown)
    {
        ImmutableArray<MetricValue> metrics =
            [new("flop-rate", 8e9, Unit.FlopPerSecond, Better.Higher), new(metric, 27.2, Unit.SamplePerSecond, Better.Higher)];
        var result = ExampleRun.Full.Results[0] with { Outcome = new Ok(metrics, []) };
        var lines = RunTableView.Lines(RunTable.Of(ExampleRun.Full with { Results = [result] }), 80, Glyphs.Unicode);
        Assert.Equal(isShown, lines.Any(line => line.ToString().Contains("27.2 sample/s", StringComparison.Ordinal)));
    }

    [Fact]
    public void Each_outcome_has_the_role_of_its_meaning()
    {
        var lines = RunTableView.Lines(Table, 140, Glyphs.Unicode);
        Role RoleOf(string text) =>
            lines.SelectMany(line => line.Spans).First(span => span.Text.StartsWith(text, StringComparison.Ordinal)).Role;
        Assert.Equal(Role.Worse, RoleOf("low: 40 %"));
        Assert.Equal(Role.Warn, RoleOf("good: 95 %"));
        Assert.Equal(Role.Muted, RoleOf("skipped"));
        Assert.Equal(Role.Error, RoleOf("failed"));
        Assert.Equal(Role.Error, RoleOf("implausible"));
    }

    [Fact]
    public void Values_of_one_group_share_their_prefix_unless_they_lie_far_apart()
    {
        BenchmarkResult Latency(string workload, double seconds) => ExampleRun.Measured(
            "memory-latency", workload, "native", seconds, 0, Core.Units.Unit.Second, "latency", new(), isLowerBetter: true);
        string Lines(params BenchmarkResult[] results) =>
            Text(RunTable.Of(ExampleRun.Full with { Results = [.. results] }), 80, Glyphs.Unicode);

        Assert.Matches(@"1200 +ns", Lines(Latency("a", 5e-9), Latency("b", 1.2e-6)));
        Assert.Matches(@"1.20 +ms", Lines(Latency("a", 5e-9), Latency("b", 1.2e-3)));
    }

    [Fact]
    public void Benchmarks_skipped_for_one_reason_share_a_line()
    {
        BenchmarkResult Without(string benchmark, string workload, string reason) =>
            ExampleRun.Full.Results[^1] with { Benchmark = benchmark, Workload = workload, Outcome = new Skipped(reason, "install it") };
        var results = ExampleRun.Full with
        {
            Results =
            [
                Without("tensor-core", "fp16 4096", "torch is not installed"),
                Without("tensor-core", "bf16 4096", "torch is not installed"),
                Without("llm-decode", "7B q4", "llama.cpp is not installed"),
                Without("compile", "eager", "torch is not installed"), Without("collectives", "all-reduce", "torch is not installed"),
            ],
        };
        Assert.Equal(
            """
            3 benchmarks  cpu
              –  tensor-core, compile, collectives: all 4 workloads skipped: torch is not installed
            llm-decode  cpu
              –  7B q4  skipped: llama.cpp is not installed
            """,
            string.Join('\n',
                Text(RunTable.Of(results), 120, Glyphs.Unicode).Split('\n').SkipWhile(line => line.Length == 0)
                    .TakeWhile(line => line.Length > 0)),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void A_run_without_results_says_so() =>
        Assert.Equal("No results.\n", Text(RunTable.Of(ExampleRun.Full with { Results = [] }), 80, Glyphs.Unicode));

    private static string Text(RunTable table, int width, Glyphs glyphs) =>
        string.Concat(RunTableView.Lines(table, width, glyphs).Select(line => line + "\n"));
}
