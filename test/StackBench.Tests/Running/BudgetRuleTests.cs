using StackBench.Core.Workloads;
using StackBench.Running;

namespace StackBench.Tests.Running;

public class BudgetRuleTests
{
    private static readonly SamplingPolicy Quick = SamplingPolicy.Of(Suite.Quick);

    [Theory]
    [InlineData(null, 40, 3, 40, 3)]
    [InlineData(600.0, 40, 5, 40, 5)]
    [InlineData(100.0, 40, 5, 40, 4)]
    [InlineData(75.0, 40, 5, 40, 3)]
    [InlineData(30.0, 40, 5, 16, 3)]
    [InlineData(30.0, 40, 2, 25, 2)]
    [InlineData(1.0, 40, 5, 1, 3)]
    [InlineData(3.0, 1, 20, 1, 5)]
    [InlineData(1e12, 40, 5, 40, 5)]
    public void A_small_budget_costs_launches_down_to_three_and_then_workloads(
        double? budgetSeconds, int workloads, int launches, int held, int expected)
    {
        var allowed = BudgetRule.Apply(budgetSeconds, workloads, launches, Quick);
        Assert.Equal((held, expected), (allowed.Workloads, allowed.Launches));
    }

    [Fact]
    public void All_steps_together_leave_room_for_preparing()
    {
        var (workloads, launches, sampling) = BudgetRule.Apply(90, 40, 3, SamplingPolicy.Of(Suite.Full));
        Assert.Equal(45, launches * workloads * (sampling.WarmUpSeconds + sampling.MaximumSeconds), 9);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(90.0)]
    [InlineData(1e6)]
    public void What_is_too_slow_does_not_depend_on_the_budget(double budgetSeconds) =>
        Assert.Equal(Quick.SlowLimitSeconds, BudgetRule.Apply(budgetSeconds, 40, 3, Quick).Sampling.SlowLimitSeconds);

    [Fact]
    public void A_large_budget_changes_no_length()
    {
        var sampling = BudgetRule.Apply(1e6, 40, 3, Quick).Sampling;
        Assert.Equal(Quick, sampling with { AllowanceSeconds = null });
    }
}
