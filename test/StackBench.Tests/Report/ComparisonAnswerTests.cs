using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Exchange.Export;
using StackBench.Report;
using StackBench.Report.Html;
using StackBench.Terminal;
using StackBench.Tests.Comparison;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Report;

/// <summary>One answer in every format: the same counts, "not decided" where nothing was tested, contention and bounds.</summary>
public sealed class ComparisonAnswerTests
{
    private static readonly Run[] Before = [.. Enumerable.Range(0, 6).Select(day => HistoryRun.Of(day))];

    private static RunComparison Compare(Run candidate) => Comparer.Compare([.. Before.Reverse()], candidate, ComparisonOptions.Default);

    private static string Table(RunComparison comparison) =>
        string.Join('\n', ComparisonView.Lines(comparison, showAll: false, 80, Glyphs.Ascii));

    private static string Markdown(RunComparison comparison)
    {
        using var writer = new StringWriter();
        ComparisonExporters.Write("md", comparison, FailOn.Never, writer);
        return writer.ToString();
    }

    private static string Html(RunComparison comparison, Run candidate)
    {
        using var writer = new StringWriter();
        HtmlReport.Write(new ReportContent(candidate) { Comparison = comparison, Baseline = Before[^1] }, writer);
        return writer.ToString();
    }

    [Fact]
    public void A_result_counts_once_however_many_of_its_metrics_are_worse()
    {
        var candidate = HistoryRun.Of(20, gigaflops: 60);
        var comparison = Compare(candidate);
        var worse = comparison.With(Verdict.Regression)[0];
        comparison = comparison with
        {
            Metrics = [.. comparison.Metrics, worse with { Metric = "p99" },
                worse with { Metric = "p90", Verdict = Verdict.Suspected }],
        };
        Assert.Equal("1 regression, 1 inconclusive", ComparisonAnswer.Of(comparison));
        Assert.Contains("1 regression, 1 inconclusive.", Table(comparison), StringComparison.Ordinal);
        Assert.Contains("**1 regression, 1 inconclusive**", Markdown(comparison), StringComparison.Ordinal);
        var html = Html(comparison, candidate);
        Assert.Contains(" 1 regression</li>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("suspected</li>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_whose_headline_is_suspected_counts_by_the_metric_that_regressed_and_shows_it()
    {
        var comparison = Compare(HistoryRun.Of(20, gigaflops: 60));
        var worse = comparison.With(Verdict.Regression)[0];
        comparison = comparison with { Metrics = [worse with { Verdict = Verdict.Suspected }, worse with { Metric = "p99" }] };
        Assert.Equal("1 regression", ComparisonAnswer.Of(comparison));
        Assert.Equal(["flop-rate", "p99"], ComparisonText.Headlines(comparison).Select(metric => metric.Metric));
    }

    [Fact]
    public void Where_nothing_could_be_tested_every_format_leads_with_not_decided()
    {
        var candidate = HistoryRun.Of(20, facts: new FingerprintFact("cpu.model", "other", FactRole.Identity));
        var comparison = Compare(candidate);
        const string said = "not decided: none of 2 metrics could be tested";
        Assert.Equal(said, ComparisonAnswer.Of(comparison));
        Assert.StartsWith("Not decided: none of 2 metrics could be tested.", Table(comparison), StringComparison.Ordinal);
        Assert.StartsWith($"**{said}**", Markdown(comparison).Split('\n')[2], StringComparison.Ordinal);
        var html = Html(comparison, candidate);
        Assert.Contains("<b>Not decided</b>: none of 2 metrics could be tested.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("0 regressions", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_decides_nothing_has_a_head_of_its_own_in_the_report()
    {
        var comparison = Compare(HistoryRun.Of(20));
        Assert.Null(ComparisonAnswer.Undecided(comparison with
        {
            Metrics = [.. comparison.Metrics.Select(metric => metric with { Verdict = Verdict.NoChange })],
        }));
        Assert.Equal(("Not decided", "noise and the count of runs leave all 2 results open"), ComparisonAnswer.Undecided(comparison with
        {
            Metrics = [.. comparison.Metrics.Select(metric => metric with { Verdict = Verdict.Inconclusive, PValue = 0.5 })],
        }));
        Assert.Equal(("Nothing comparable", "no metric has a value on both sides"),
            ComparisonAnswer.Undecided(comparison with { Metrics = [], OutcomeChanges = [] }));
    }

    [Fact]
    public void A_contended_side_is_said_in_every_format_and_is_an_end_of_verdicts()
    {
        var candidate = Contended(HistoryRun.Of(20, gigaflops: 60));
        var comparison = Compare(candidate);
        const string said = "The new run was contended: 90 % of the CPU went elsewhere; nothing here is more than suspected.";
        Assert.Contains(said, Table(comparison).Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(said, Markdown(comparison), StringComparison.Ordinal);
        Assert.Contains(said, Html(comparison, candidate), StringComparison.Ordinal);
        Assert.StartsWith("1 suspected", ComparisonAnswer.Of(comparison), StringComparison.Ordinal);
        Assert.Equal("A suspicion has no error rate.", ComparisonText.ErrorRate(comparison));
    }

    [Fact]
    public void A_contended_run_says_so_in_its_own_table_and_a_quiet_one_does_not()
    {
        string Shown(Run run) => string.Join(' ', RunTableView.Lines(RunTable.Of(run), 80, Glyphs.Ascii));
        Assert.Contains("Contended: 90 % of the CPU went to other processes", Shown(Contended(HistoryRun.Of(0))), StringComparison.Ordinal);
        Assert.DoesNotContain("Contended", Shown(HistoryRun.Of(0)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_predicted_to_be_too_slow_is_suspected_and_what_fails_is_lost()
    {
        var run = HistoryRun.Of(20);
        Run With(Outcome outcome) => run with { Results = [run.Results[0] with { Outcome = outcome, Launches = [] }, run.Results[1]] };
        var slow = Compare(With(new Skipped("too slow: estimated 90 s", null, SkipCause.TooSlow)));
        Assert.Contains("suspected: gemm", LossText.Of(slow.OutcomeChanges[0]), StringComparison.Ordinal);
        Assert.StartsWith("1 suspected", ComparisonAnswer.Of(slow), StringComparison.Ordinal);
        var lost = Compare(With(new Skipped("no library", null, SkipCause.Unavailable)));
        Assert.Contains("no longer measured: gemm", LossText.Of(lost.OutcomeChanges[0]), StringComparison.Ordinal);
        Assert.StartsWith("1 no longer measured", ComparisonAnswer.Of(lost), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Better.Lower, 0.98, 1.04, "at most 4.0 % slower")]
    [InlineData(Better.Higher, 0.98, 1.25, "at most 20 % slower")]
    [InlineData(Better.Lower, 0.9, 0.999, "not slower")]
    public void An_open_metric_says_how_much_slower_it_can_be_at_most(Better better, double low, double high, string expected)
    {
        var metric = Compare(HistoryRun.Of(20)).Metrics[0] with
        {
            Better = better,
            Unit = Unit.Second,
            Interval = new Interval(low, high, 0.98),
            Verdict = Verdict.Inconclusive,
        };
        Assert.Equal(expected, ComparisonText.AtMost(metric));
        Assert.Null(ComparisonText.AtMost(metric with { Verdict = Verdict.Regression }));
    }

    [Fact]
    public void The_columns_of_pairs_are_the_values_the_change_is_made_of()
    {
        // By their medians +23 %, by their pairs +60 %.
        double[] before = [1, 1.2, 1.6, 2, 2.6, 3, 4, 5], after = [1.6, 1.9, 2.6, 3.2, 4.2, 4.8, 1.1, 8];
        var comparison = Comparer.Compare(
            [Runs.Of(0, Runs.Rate("gemm", before))], Runs.Of(1, Runs.Rate("gemm", after)), ComparisonOptions.Default, Design.Interleaved);
        var metric = comparison.Metrics[0];
        Assert.Equal(metric.Ratio!.Value, metric.Baseline!.Value / metric.Candidate!.Value, 9);
    }

    [Fact]
    public void What_a_run_of_a_few_workloads_left_out_is_counted_and_what_is_lost_named()
    {
        var run = HistoryRun.Of(20);
        var comparison = Compare(run);
        var key = run.Results[0].Key;
        Outcome ok = run.Results[0].Outcome, lost = new Failed(FailureStage.Prepare, "out of memory", []);
        comparison = comparison with
        {
            OutcomeChanges =
            [
                .. Enumerable.Range(0, 20).Select(i => new OutcomeChange(key with { Workload = $"w{i}" }, ok, null)),
                new OutcomeChange(key with { Workload = "lost" }, ok, lost),
            ],
        };
        Assert.Equal(
            [
                $"no longer measured: {key with { Workload = "lost" }}: ok before, failed (out of memory) now",
                "20 results of gemm: ok before, not measured now",
            ],
            LossText.Changes(comparison).Select(change => change.Text));
    }

    [Fact]
    public void The_table_of_a_report_shows_the_metric_a_result_counts_by()
    {
        var candidate = HistoryRun.Of(20);
        var comparison = Compare(candidate);
        var headline = comparison.Metrics[0];
        comparison = comparison with
        {
            Metrics = [.. comparison.Metrics,
            headline with { Metric = "p99", Verdict = Verdict.Regression, Ratio = 2 }]
        };
        Assert.Contains(" regression p99 -50 % slower ", Html(comparison, candidate), StringComparison.Ordinal);
    }

    [Fact]
    public void The_level_of_intervals_is_stated_once_for_a_table()
    {
        var run = HistoryRun.Of(0);
        Run With(params double[] levels) => run with
        {
            Results = [.. run.Results.Zip(levels, (result, level) => result with
            {
                Outcome = new Ok([((Ok)result.Outcome).Metrics[0] with { Interval = new Interval(1, 2, level) }], []),
            })],
        };
        Assert.EndsWith("over launches (75 %).", IntervalText.Legend(RunTable.Of(With(0.75, 0.75))), StringComparison.Ordinal);
        Assert.EndsWith("over launches (at least 75 %).", IntervalText.Legend(RunTable.Of(With(0.94, 0.75))), StringComparison.Ordinal);
        Assert.Null(IntervalText.Legend(RunTable.Of(run)));
    }

    private static Run Contended(Run run) => run with
    {
        Results = [.. run.Results.Select(result => result with
        {
            Launches = [.. result.Launches.Select(launch => launch with
            {
                Conditions = launch.Conditions.SetItem(LaunchFacts.CpuOthers, 0.9),
            })],
        })],
    };
}
