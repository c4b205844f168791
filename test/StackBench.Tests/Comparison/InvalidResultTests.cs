using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Comparison;

/// <summary>Values of a client that was the limit are no values of the server: nothing is judged by them.</summary>
public sealed class InvalidResultTests
{
    private static readonly Run[] Before = [.. Enumerable.Range(0, 6).Select(day => HistoryRun.Of(5 - day))];

    [Fact]
    public void An_invalid_result_is_not_judged()
    {
        Assert.Contains(Compare(Before, HistoryRun.Of(20, 50)).Metrics, metric => metric.Verdict == Verdict.Regression);
        Assert.All(Compare(Before, Invalid(HistoryRun.Of(20, 50))).Metrics, metric => Assert.Equal(
            (Verdict.NotComparable, "invalid: the client was the limit, so the values are its own"), (metric.Verdict, metric.Reason)));
    }

    [Fact]
    public void An_invalid_baseline_is_passed_over_and_alone_it_is_none()
    {
        var with = Compare([Invalid(HistoryRun.Of(10, 500)), .. Before], HistoryRun.Of(20, 50));
        Assert.Equal(
            Compare(Before, HistoryRun.Of(20, 50)).Metrics.Select(metric => (metric.Verdict, metric.Baseline)),
            with.Metrics.Select(metric => (metric.Verdict, metric.Baseline)));
        Assert.All(Compare([Invalid(HistoryRun.Of(10, 500))], HistoryRun.Of(20, 50)).Metrics, metric => Assert.Equal(
            (Verdict.NotComparable, "the baseline is invalid: its client was the limit"), (metric.Verdict, metric.Reason)));
    }

    [Fact]
    public void An_invalid_result_is_on_no_trend()
    {
        Assert.NotEmpty(Observation.Of(HistoryRun.Of(1)));
        Assert.Empty(Observation.Of(Invalid(HistoryRun.Of(1))));
    }

    private static RunComparison Compare(Run[] before, Run after) => Comparer.Compare([.. before], after, ComparisonOptions.Default);

    private static Run Invalid(Run run) => run with
    {
        Results =
        [
            .. run.Results.Select(result => result with
            {
                Outcome = result.Outcome is Ok ok
                    ? ok with { Notes = [new Note(Note.Invalid, "the load generator was the limit")] }
                    : result.Outcome,
            }),
        ],
    };
}
