using StackBench.Core.Workloads;
using StackBench.Running;

namespace StackBench.Tests.Running;

public class BudgetRuleTests
{
    private static readonly SamplingPolicy Quick = SamplingPolicy.Of(Suite.Quick);

    [Theory]
    [InlineData(null, 40, 3, 3)]
    [InlineData(600.0, 40, 3, 3)]
    [InlineData(60.0, 40, 3, 2)]
    [InlineData(30.0, 40, 3, 1)]
    [InlineData(1.0, 40, 3, 1)]
    [InlineData(3.0, 1, 20, 5)]
    public void A_small_budget_costs_launches_first(double? budgetSeconds, int workloads, int launches, int expected) =>
        Assert.Equal(expected, BudgetRule.Apply(budgetSeconds, workloads, launches, Quick).Launches);

    [Fact]
    public void All_steps_together_leave_room_for_preparing()
    {
        var (launches, sampling) = BudgetRule.Apply(60, 40, 3, SamplingPolicy.Of(Suite.Full));
        Assert.Equal(30, launches * 40 * (sampling.WarmUpSeconds + sampling.MaximumSeconds), 9);
    }

    [Fact]
    public void A_large_budget_changes_nothing() => Assert.Same(Quick, BudgetRule.Apply(1e6, 40, 3, Quick).Sampling);
}
