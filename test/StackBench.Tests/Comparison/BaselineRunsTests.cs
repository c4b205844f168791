using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Tests.Comparison;

public sealed class BaselineRunsTests
{
    [Fact]
    public void Every_run_that_is_left_out_has_its_reason()
    {
        var other = Runs.Of(3) with { Fingerprint = Runs.Of(3).Fingerprint.With([new("cpu.model", "another", FactRole.Identity)]) };
        Run[] runs =
        [
            Runs.Of(9), Runs.Of(8), Runs.Of(7), other, Runs.Of(6) with { Tool = new ToolVersion("0.0.1", Method: 0) },
            Runs.Of(5) with { Status = RunStatus.Interrupted }, Contended(4), Contended(10),
        ];
        var choice = BaselineRuns.Choose(runs, 2);
        Assert.Equal([Runs.Of(9).Id, Runs.Of(8).Id], choice.Runs.Select(run => run.Id));
        Assert.Equal((5, 1), (choice.LeftOut, choice.Older));
        Assert.Equal(
            "1 incomplete, 2 contended beside quiet runs, 1 measured by another method than the newest, "
                + "1 of another machine than the newest",
            choice.Reasons);
    }

    [Fact]
    public void Another_state_of_the_stack_and_contention_of_all_leave_none_out()
    {
        Run[] runs =
        [
            Contended(1), Contended(2) with { Fingerprint = Runs.Of(2).Fingerprint.With([new("os.kernel", "new", FactRole.Cause)]) },
        ];
        var choice = BaselineRuns.Choose(runs, 10);
        Assert.Equal((2, 0, ""), (choice.Runs.Length, choice.LeftOut, choice.Reasons));
    }

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
