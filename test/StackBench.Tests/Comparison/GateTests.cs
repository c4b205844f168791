using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Tests.Comparison;

/// <summary>What fails a gate: regressions, lost results, and what could not be tested.</summary>
public sealed class GateTests
{
    private static readonly Run Base = Runs.Of(0, Runs.Rate("a", Runs.Around(100, 0.005, 8)));

    [Fact]
    public void Results_that_were_lost_are_told_and_fail_the_gate()
    {
        var failed = Base.Results[0] with { Outcome = new Failed(FailureStage.Measure, "signal 11", []), Launches = [] };
        var comparison = Comparer.Compare([Base], Runs.Of(1, failed, Runs.Rate("new", 1, 2, 3)), ComparisonOptions.Default);
        Assert.Equal([(true, "a"), (false, "new")], comparison.OutcomeChanges.Select(change => (change.IsLoss, change.Key.Workload)));
        Assert.Empty(comparison.Metrics);
        Assert.Equal(new Gate(GateState.Failed, "1 lost result"), Gate.Of(comparison, FailOn.Regression));

        Assert.False(Assert.Single(Comparer.Compare([Base], Runs.Of(1), ComparisonOptions.Default).OutcomeChanges).IsLoss);
    }

    /// <summary>
    /// What is not to be had any more is lost. What is predicted to be too slow is suspected: a prediction is no verdict.
    /// </summary>
    [Theory]
    [InlineData(SkipCause.TooSlow, false)]
    [InlineData(SkipCause.Unavailable, true)]
    [InlineData(SkipCause.NoTime, false)]
    public void What_is_skipped_now_is_a_loss_unless_there_was_no_time(SkipCause cause, bool isLoss)
    {
        var skipped = Base.Results[0] with { Outcome = new Skipped("why", null, cause), Launches = [] };
        var comparison = Comparer.Compare([Base], Runs.Of(1, skipped), ComparisonOptions.Default);
        Assert.Equal(isLoss, Assert.Single(comparison.OutcomeChanges).IsLoss);
        Assert.Equal(cause == SkipCause.TooSlow, comparison.OutcomeChanges[0].IsSuspectedLoss);
        Assert.Equal(isLoss, Gate.Of(comparison, FailOn.Regression).State == GateState.Failed);
        Assert.Equal(isLoss || cause == SkipCause.TooSlow, Gate.Of(comparison, FailOn.Suspected).State == GateState.Failed);
        Assert.False(Assert.Single(Comparer.Compare([Runs.Of(0, skipped)], Runs.Of(
            1, skipped with { Outcome = new Failed(FailureStage.Start, "why", []) }), ComparisonOptions.Default).OutcomeChanges).IsLoss);
    }

    public static TheoryData<double, FailOn, GateState, string> Gates => new()
    {
        { 0.5, FailOn.Never, GateState.Passed, "1 regression; 1 of 1 metrics tested" },
        { 0.5, FailOn.Regression, GateState.Failed, "1 regression" },
        { 0.5, FailOn.SlowerThan(0.02), GateState.Failed, "1 of 1 metrics are more than 2.0 % slower" },
        { 1.0, FailOn.Suspected, GateState.Passed, "no regression; 1 of 1 metrics tested, 1 of them inconclusive" },
        { 1.0, FailOn.SlowerThan(0.02), GateState.NotDecided, "1 of 1 metrics are not shown to be at most 2.0 % slower" },
        { 1.0, FailOn.SlowerThan(0.2), GateState.Passed, "all 1 metrics are shown to be at most 20 % slower" },
    };

    [Theory]
    [MemberData(nameof(Gates))]
    public void The_gate_fails_on_what_it_was_told_to(double factor, FailOn failOn, GateState state, string reason)
    {
        var gate = Gate.Of(
            Comparer.Compare([Base], Runs.Of(1, Runs.Rate("a", Runs.Around(100 * factor, 0.005, 8))), ComparisonOptions.Default), failOn);
        Assert.Equal(new Gate(state, reason), gate);
    }

    [Fact]
    public void A_gate_for_which_nothing_was_tested_is_not_decided() =>
        Assert.Equal(
            new Gate(GateState.NotDecided, "none of 0 metrics could be tested"),
            Gate.Of(Comparer.Compare([Base], Runs.Of(1, Runs.Rate("b", 1, 1, 1)), ComparisonOptions.Default), FailOn.Regression));

    [Fact]
    public void A_gate_says_how_many_metrics_it_could_not_decide()
    {
        Run[] scattered = [.. new[] { 60.0, 140, 80, 120, 100, 90 }
            .Select((centre, index) => Runs.Of(index, Runs.Rate("a", Runs.Around(centre, 0.005, 8))))];
        var gate = Gate.Of(Comparer.Compare(
            [.. scattered.Reverse()], Runs.Of(9, Runs.Rate("a", Runs.Around(95, 0.005, 8))), ComparisonOptions.Default), FailOn.Regression);
        Assert.Equal(new Gate(GateState.Passed, "no regression; 1 of 1 metrics tested, 1 of them inconclusive"), gate);
    }
}
