using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Tests.Comparison;

/// <summary>What a comparison is counted as, what its gate makes of it, and what is measured next.</summary>
public sealed class ComparisonCountsTests
{
    [Fact]
    public void A_result_counts_once_by_its_worst_metric()
    {
        var counts = ComparisonCounts.Of(Comparison(
            [
                Metric("a", Verdict.Improvement), Metric("a", Verdict.Suspected), Metric("a", Verdict.Regression),
                Metric("b", Verdict.Improvement), Metric("b", Verdict.Suspected), Metric("c", Verdict.NoChange),
                Metric("c", Verdict.Improvement), Metric("d", Verdict.SmallChange), Metric("d", Verdict.NoChange),
                Metric("e", Verdict.Inconclusive), Metric("f", Verdict.TooFew), Metric("g", Verdict.TooFew) with { PValue = null },
                Metric("h", Verdict.NotComparable) with { PValue = null },
            ],
            Change(SkipCause.Unavailable), Change(SkipCause.TooSlow), Change(SkipCause.NoTime)));
        Assert.Equal((1, 2, 1), (counts.Regressions, counts.Suspected, counts.Improvements));
        Assert.Equal((1, 0, 1, 2), (counts.Of(Verdict.SmallChange), counts.Of(Verdict.NoChange), counts.Of(Verdict.Inconclusive),
            counts.Of(Verdict.TooFew)));
        Assert.Equal((1, 13, 11, 2), (counts.Lost, counts.Metrics, counts.Tested, counts.Inconclusive));
    }

    public static TheoryData<Verdict, FailOn, GateState> Gates => new()
    {
        { Verdict.Regression, FailOn.Never, GateState.Passed },
        { Verdict.Regression, FailOn.Regression, GateState.Failed },
        { Verdict.Regression, FailOn.Suspected, GateState.Failed },
        { Verdict.Suspected, FailOn.Regression, GateState.Passed },
        { Verdict.Suspected, FailOn.Suspected, GateState.Failed },
        { Verdict.Improvement, FailOn.Suspected, GateState.Passed },
    };

    [Theory]
    [MemberData(nameof(Gates))]
    public void A_gate_fails_as_its_metrics_do(Verdict verdict, FailOn failOn, GateState state)
    {
        var comparison = Comparison([Metric("a", verdict)]);
        Assert.Equal(state, Gate.Of(comparison, failOn).State);
        Assert.Equal(state == GateState.Failed, Gate.Fails(comparison, comparison.Metrics[0], failOn));
    }

    /// <summary>More than 2 % slower: the metric's own bound lies beyond, and the whole report's test agrees.</summary>
    [Theory]
    [InlineData(1.03, 1.06, 0.05, GateState.Failed)]
    [InlineData(1.03, 1.06, 0.06, GateState.NotDecided)]
    [InlineData(1.02, 1.06, 0.01, GateState.NotDecided)]
    [InlineData(0.99, 1.02, 0.01, GateState.Passed)]
    [InlineData(0.99, 1.03, 0.01, GateState.NotDecided)]
    public void Slower_than_a_share_needs_a_bound_on_either_side(double low, double high, double adjusted, GateState state)
    {
        var metric = Metric("a", Verdict.Inconclusive) with { Interval = new(low, high, 0.98), AdjustedPValue = adjusted };
        Assert.Equal(state, Gate.Of(Comparison([metric]), FailOn.SlowerThan(0.02)).State);
        Assert.Equal(GateState.Failed, Gate.Of(Comparison([metric], Change(SkipCause.Unavailable)), FailOn.SlowerThan(0.02)).State);
        Assert.NotEqual(GateState.Passed,
            Gate.Of(Comparison([metric, Metric("b", Verdict.NotComparable) with { Interval = null }]), FailOn.SlowerThan(0.02)).State);
        Assert.Throws<ArgumentOutOfRangeException>(() => FailOn.SlowerThan(0));
    }

    [Fact]
    public void Nothing_to_test_is_not_passed() => Assert.Equal(
        GateState.NotDecided, Gate.Of(Comparison([]), FailOn.SlowerThan(0.02)).State);

    [Fact]
    public void What_is_lost_and_suspected_is_named_with_its_count() => Assert.Equal(
        "2 regressions, 1 lost result, 1 suspected regression",
        Gate.Of(
            Comparison(
                [Metric("a", Verdict.Regression), Metric("b", Verdict.Regression), Metric("c", Verdict.Suspected)],
                Change(SkipCause.Unavailable)), FailOn.Suspected).Reason);

    /// <summary>Open: suspected, or beyond the threshold of 3 % and inconclusive. A loss that is one is measured again too.</summary>
    [Theory]
    [InlineData(Verdict.Regression, 1.2, EvidenceUnit.Run, false, true)]
    [InlineData(Verdict.Suspected, 1.2, EvidenceUnit.Run, true, true)]
    [InlineData(Verdict.Suspected, 1.2, EvidenceUnit.Pair, false, false)]
    [InlineData(Verdict.Inconclusive, 1.04, EvidenceUnit.Run, true, true)]
    [InlineData(Verdict.Inconclusive, 1.02, EvidenceUnit.Run, false, false)]
    [InlineData(Verdict.Inconclusive, 0.9, EvidenceUnit.Run, true, false)]
    [InlineData(Verdict.Improvement, 0.9, EvidenceUnit.Run, false, false)]
    public void What_is_open_is_measured_again(Verdict verdict, double ratio, EvidenceUnit evidence, bool isOpen, bool isLoss)
    {
        var comparison = Comparison([Metric("a", verdict) with { Ratio = ratio, Evidence = evidence, Threshold = 0.03 }]);
        Assert.Equal((isOpen, isLoss), (!DecidingCommand.Open(comparison).IsEmpty, !DecidingCommand.Losses(comparison).IsEmpty));
    }

    [Fact]
    public void Four_workloads_are_left_to_their_benchmark()
    {
        ResultKey[] three = [.. "abc".Select(name => new ResultKey("gemm", $"{name}", "cpu"))];
        Assert.Equal("gemm --only a --only b --only c", DecidingCommand.Selection(three));
        Assert.Equal("gemm attention", DecidingCommand.Selection([.. three, new("attention", "d", "cpu")]));
        Assert.Equal("gemm --only ''", DecidingCommand.Selection([new("gemm", "", "cpu")]));
    }

    [Fact]
    public void Variables_are_given_to_the_side_that_had_them()
    {
        var comparison = Comparison([Metric("a", Verdict.Suspected)]) with
        {
            Differences = new([], [new("env.A", "1", "2", FactRole.Cause), new("env.B", "3", null, FactRole.Cause)], [], []),
        };
        Assert.Equal("stackbench ab gemm --only a --a-env A=1 --b-env A=2 --a-env B=3", DecidingCommand.Of(comparison));
    }

    [Fact]
    public void What_can_be_no_more_than_suspected_leaves_the_gate_open()
    {
        var suspected = Comparison([Metric("a", Verdict.Suspected), Metric("b", Verdict.NoChange)]) with { OnlySuspectedBecause = "noise" };
        Assert.Equal(
            new Gate(GateState.NotDecided, "1 suspected regression; none can be more: noise"), Gate.Of(suspected, FailOn.Regression));
        Assert.Equal(GateState.Failed, Gate.Of(suspected, FailOn.Suspected).State);
        var fine = Comparison([Metric("b", Verdict.NoChange)]) with { OnlySuspectedBecause = "noise" };
        Assert.Equal(GateState.Passed, Gate.Of(fine, FailOn.Regression).State);
    }

    [Fact]
    public void What_was_imported_is_not_measured_again()
    {
        var metric = Metric("a", Verdict.Suspected);
        Assert.Null(DecidingCommand.Of(Comparison([metric with { Key = metric.Key with { Engine = null } }])));
    }

    private static RunComparison Comparison(ImmutableArray<MetricComparison> metrics, params OutcomeChange[] changes) =>
        new(["before"], "after", new([], [], [], []), metrics, [.. changes], [], 0.05);

    private static OutcomeChange Change(SkipCause cause) =>
        new(new("gemm", $"{cause}", "cpu"), new Ok([], []), new Skipped("why", null, cause));

    private static MetricComparison Metric(string workload, Verdict verdict) => new()
    {
        Key = new("gemm", workload, "cpu", "native"),
        Metric = "m",
        Unit = Unit.Second,
        Better = Better.Lower,
        Verdict = verdict,
        PValue = 0.01,
    };
}
