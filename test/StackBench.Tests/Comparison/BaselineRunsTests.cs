using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Tests.Comparison;

public sealed class BaselineRunsTests
{
    [Fact]
    public void Every_run_that_is_left_out_has_its_reason()
    {
        var other = Valued(3) with { Fingerprint = Valued(3).Fingerprint.With([new("cpu.model", "another", FactRole.Identity)]) };
        Run[] runs =
        [
            Valued(9), Valued(8), Valued(7), other, Valued(6) with { Tool = new ToolVersion("0.0.1", Method: 0) },
            Valued(5) with { Status = RunStatus.Interrupted }, Contended(4), Contended(10), Runs.Of(11),
        ];
        var choice = BaselineRuns.Choose(runs, 2);
        Assert.Equal([Valued(9).Id, Valued(8).Id], choice.Runs.Select(run => run.Id));
        Assert.Equal((6, 1), (choice.LeftOut, choice.Older));
        Assert.Equal(
            "1 without a value, 1 incomplete, 2 contended beside quiet runs, 1 measured by another method than the newest, "
                + "1 of another machine than the newest",
            choice.Reasons);
    }

    [Fact]
    public void Another_state_of_the_stack_and_contention_of_all_leave_none_out()
    {
        Run[] runs =
        [
            Contended(1), Contended(2) with { Fingerprint = Valued(2).Fingerprint.With([new("os.kernel", "new", FactRole.Cause)]) },
        ];
        var choice = BaselineRuns.Choose(runs, 10);
        Assert.Equal((2, 0, ""), (choice.Runs.Length, choice.LeftOut, choice.Reasons));
    }

    /// <summary>
    /// Six runs of 200 with other parameters and five of 100: against all of them 90 would be open, against its like it is worse.
    /// </summary>
    [Fact]
    public void Baseline_results_of_other_parameters_are_no_evidence()
    {
        Run[] unlike = [.. Enumerable.Range(0, 6)
            .Select(i => Runs.Of(i, Runs.Rate("a", Runs.Around(200, 0.002, 5)) with { Parameters = Parameters.Of(("m", 3)) }))];
        Run[] alike = [.. Runs.History(5, 0.005).Select((run, i) => Runs.Of(20 - i, [.. run.Results]))];
        var metric = Runs.Compared([.. alike, .. unlike], Runs.Of(99, Runs.Rate("a", Runs.Around(90, 0.002, 5))));
        Assert.Equal((Verdict.Regression, 5), (metric.Verdict, metric.BaselineCount));
        Assert.Equal(100, metric.Baseline!.Value, 0.5);
    }

    [Fact]
    public void Runs_of_another_method_are_no_part_of_a_baseline()
    {
        Run[] runs = [.. Enumerable.Range(0, 4).Select(i => Valued(i))
            .Select((run, i) => run with { Tool = run.Tool with { Method = i < 2 ? 1 : 2 } })];
        Assert.Equal([runs[3].Id, runs[2].Id], BaselineRuns.Of(runs, 10).Select(run => run.Id));
    }

    [Fact]
    public void A_run_that_left_a_workload_out_does_not_hide_those_that_have_it()
    {
        var runs = Runs.History(8, 0.005);
        Run without = Runs.Of(50), slow = Runs.Of(99, Runs.Rate("a", Runs.Around(50, 0.002, 5)));
        var comparison = Comparer.Compare([without, .. runs], slow, ComparisonOptions.Default);
        Assert.Equal((Verdict.Regression, 8), (Assert.Single(comparison.Metrics).Verdict, comparison.Metrics[0].BaselineCount));
        var failed = slow with { Results = [slow.Results[0] with { Outcome = new Failed(FailureStage.Measure, "died", []) }] };
        Assert.True(Assert.Single(Comparer.Compare([without, .. runs], failed, ComparisonOptions.Default).OutcomeChanges).IsLoss);
    }

    [Fact]
    public void Runs_of_other_work_do_not_count()
    {
        var runs = Runs.History(8, 0.005);
        ImmutableArray<Run> mixed =
            [.. runs[..5], .. runs[5..].Select(run => run with { Results = [run.Results[0] with { Cost = new Cost(Flop: 1) }] })];
        Assert.Equal(5,
            Assert.Single(Comparer.Compare(
                mixed, Runs.Of(99, Runs.Rate("a", Runs.Around(50, 0.002, 5))), ComparisonOptions.Default).Metrics).BaselineCount);
    }

    [Fact]
    public void A_baseline_is_of_one_machine_and_method()
    {
        var other = Valued(3) with { Fingerprint = Valued(3).Fingerprint.With([new("cpu.model", "another", FactRole.Identity)]) };
        Run[] runs = [Valued(1), other, Valued(5), Valued(4) with { Status = RunStatus.Running }, Valued(2)];
        Assert.Equal([Valued(5).Id, Valued(2).Id], BaselineRuns.Of(runs, 2).Select(run => run.Id));
        Assert.Equal([Valued(5).Id], BaselineRuns.Of(runs, 1).Select(run => run.Id));
        Assert.Throws<ArgumentOutOfRangeException>(() => BaselineRuns.Of(runs, 0));
        Assert.Equal(3, BaselineRuns.Of(runs, 10).Length);
        Assert.Empty(BaselineRuns.Of([], 10));
        Assert.Throws<ArgumentException>(() => Comparer.Compare([], Valued(1), ComparisonOptions.Default));
    }

    private static Run Valued(int number) => Runs.Of(number, Runs.Rate("a", 100, 100, 100));

    private static Run Contended(int number)
    {
        var quiet = Runs.Rate("a", 100, 100, 100);
        return Runs.Of(number, quiet with
        {
            Launches = [.. quiet.Launches.Select(launch =>
                launch with { Conditions = launch.Conditions.SetItem(LaunchFacts.CpuOthers, 0.5) })],
        });
    }
}
