using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Tests.Comparison;

/// <summary>A run that measured some of another's workloads once more, judged together with it.</summary>
public sealed class ConfirmationTests
{
    private const string Slow = "w0";

    private static readonly Run Before = Report(0, Slow, 100);
    private static readonly Run After = Report(1, Slow, 87);

    [Fact]
    public void The_report_holds_all_metrics_and_both_runs_judge_what_both_have()
    {
        var comparison = Of(Again(87));
        Assert.Equal(20, comparison.Metrics.Length);
        Assert.Empty(comparison.OutcomeChanges);
        Assert.Equal((After.Id, 2), (comparison.CandidateRun, comparison.CandidateRuns.Length));
        Assert.All(comparison.Metrics, metric => Assert.Equal(metric.Key.Workload == Slow ? 2 : 1, metric.CandidateCount));
        Assert.NotEqual(Verdict.Regression, Find(Comparer.Compare([Before], After, ComparisonOptions.Default)).Verdict);
        Assert.Equal(Verdict.Regression, Find(comparison).Verdict);
    }

    [Fact]
    public void What_the_second_run_does_not_show_is_no_regression()
    {
        var slower = Report(1, Slow, 60);
        Assert.Equal(Verdict.Regression, Find(Comparer.Compare([Before], slower, ComparisonOptions.Default)).Verdict);
        Assert.Equal(
            Verdict.Inconclusive, Find(Comparer.Compare([Before], [slower, Again(100)], ComparisonOptions.Default)).Verdict);
    }

    [Fact]
    public void A_run_in_another_state_confirms_nothing()
    {
        var upgraded = Again(87) with { Fingerprint = After.Fingerprint.With([new("os.kernel", "6.9", FactRole.Cause)]) };
        Assert.Equal(1, Find(Of(upgraded)).CandidateCount);
    }

    /// <summary>Judged together on a scale of their own, which may not leave that of probabilities.</summary>
    [Fact]
    public void Two_runs_that_agree_on_nothing_have_a_probability_all_the_same()
    {
        var same = Find(Comparer.Compare([Before], [Report(1, Slow, 100), Again(100)], ComparisonOptions.Default));
        Assert.Equal(1, same.AdjustedPValue);
    }

    /// <summary>The method is no fact of the machine: it separates runs whose facts are all alike.</summary>
    [Fact]
    public void Runs_of_another_method_are_in_another_state()
    {
        var key = After.Results[0].Key;
        Assert.Equal(0, new RunStates([After, Before]).Of(1, key));
        Assert.Equal(1, new RunStates([After, Before with { Tool = Before.Tool with { Method = Before.Method + 1 } }]).Of(1, key));
    }

    private static RunComparison Of(Run again) => Comparer.Compare([Before], [After, again], ComparisonOptions.Default);

    private static MetricComparison Find(RunComparison comparison) =>
        Assert.Single(comparison.Metrics, metric => metric.Key.Workload == Slow);

    private static Run Again(double centre) => Runs.Of(2, Runs.Rate(Slow, Runs.Around(centre, 0.005, 3)));

    /// <summary>Twenty metrics, of which the others lie within 2 % of each other.</summary>
    private static Run Report(int number, string slow, double centre) => Runs.Of(number,
    [
        Runs.Rate(slow, Runs.Around(centre, 0.005, 3)),
        .. Enumerable.Range(1, 19)
            .Select(i => Runs.Rate($"w{i}", Runs.Around(100 + (number * 2 * (((i * 7) % 19) - 9) / 9.0), 0.005, 3))),
    ]);
}
