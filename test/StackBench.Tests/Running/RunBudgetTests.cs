using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Tests.Running.Engines;

namespace StackBench.Tests.Running;

/// <summary>What a run leaves out because it would take too long, or because the budget is used up.</summary>
public sealed class RunBudgetTests
{
    [Fact]
    public async Task A_workload_that_cannot_finish_in_time_is_skipped_with_the_estimate()
    {
        var planned = FakeEngine.Planned("well");
        planned = planned with
        {
            Workload = planned.Workload with { Cost = new Cost(Flop: 1e18), Probe = FakeEngine.Workload("small"), SlowRemedy = "wait" },
        };
        var skipped = Assert.IsType<Skipped>(FakeRun.Final(await FakeRun.EventsAsync(1, planned)).Outcome);
        Assert.StartsWith("too slow: estimated ", skipped.Reason, StringComparison.Ordinal);
        Assert.Equal("wait", skipped.Remedy);
    }

    [Fact]
    public async Task A_used_up_budget_skips_what_is_left()
    {
        var plan = FakeRun.Plan(1, [.. Enumerable.Range(0, 5).Select(i => FakeEngine.Planned("well", "w" + i))]);
        plan = plan with { Settings = plan.Settings with { BudgetSeconds = 1e-6 } };
        Assert.All(FakeRun.Finals(await FakeRun.EventsAsync(plan)), result =>
            Assert.Contains("budget", Assert.IsType<Skipped>(result.Outcome).Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slow_first_launch_leaves_out_workloads_and_keeps_three_launches_of_the_others()
    {
        var time = new SteppingTime();
        var plan = FakeRun.Plan(5, [.. Enumerable.Range(0, 6).Select(i => FakeEngine.Planned("well", "w" + i))]);
        plan = plan with { Settings = plan.Settings with { BudgetSeconds = 1000 } };
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(plan, time).RunAsync(FakeRun.Empty(), TestContext.Current.CancellationToken))
        {
            events.Add(happening);
            if (happening is WorkloadFinished { Result.Outcome: Ok }) time.Step(TimeSpan.FromSeconds(100));
        }

        Assert.Equal(6, FakeRun.Finals(events).Length);
        Assert.Equal(4, FakeRun.Finals(events).Count(result => result.Outcome is Ok && result.Launches.Length >= 2));
        var dropped = FakeRun.Finals(events).Where(result => result.Outcome is Skipped).ToArray();
        Assert.All(dropped, result => Assert.Equal(SkipCause.NoTime, ((Skipped)result.Outcome).Cause));
    }

    [Fact]
    public async Task A_trial_that_says_too_slow_is_corrected_by_a_larger_shape_of_the_run()
    {
        // The fake worker takes the same time for the trial as for a thousand million times its work.
        var large = Sized("large", 1e12, trialFlop: null);
        // In one process, whatever the order.
        var larger = Sized("larger", 1e12, trialFlop: 1000) with { Engine = large.Engine };
        var (alone, together) =
            (FakeRun.Finals(await FakeRun.EventsAsync(1, larger)), FakeRun.Finals(await FakeRun.EventsAsync(1, large, larger)));
        Assert.Equal(SkipCause.TooSlow, Assert.IsType<Skipped>(Assert.Single(alone).Outcome).Cause);
        Assert.Equal(2, together.Length);
        Assert.All(together, result => Assert.True(result.Outcome is Ok, $"{result.Workload}: {result.Outcome}"));

        static PlannedWorkload Sized(string name, double flop, double? trialFlop)
        {
            var planned = FakeEngine.Planned("well", name);
            return planned with
            {
                Workload = planned.Workload with
                {
                    Cost = new Cost(Flop: flop),
                    Probe = trialFlop is { } trial ? FakeEngine.Workload("small") with { Cost = new Cost(Flop: trial) } : null,
                },
            };
        }
    }

    [Fact]
    public async Task What_the_budget_cannot_hold_is_not_called_too_slow()
    {
        var plan = FakeRun.Plan(1, FakeEngine.Planned("well"));
        var result = FakeRun.Final(await FakeRun.EventsAsync(plan with { Sampling = plan.Sampling with { AllowanceSeconds = 1e-9 } }));
        var skipped = Assert.IsType<Skipped>(result.Outcome);
        Assert.Equal(SkipCause.NoTime, skipped.Cause);
        Assert.StartsWith("no time: estimated ", skipped.Reason, StringComparison.Ordinal);
    }

    /// <summary>Of a budget of 100 s the first launch took so much.</summary>
    [Theory]
    [InlineData(60, 1)]
    [InlineData(20, 2)]
    public async Task A_launch_that_the_budget_cannot_hold_is_not_started(int seconds, int launches)
    {
        var time = new SteppingTime();
        var plan = FakeRun.Plan(2, FakeEngine.Planned("well"));
        plan = plan with { Settings = plan.Settings with { BudgetSeconds = 100 } };
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(plan, time).RunAsync(FakeRun.Empty(), TestContext.Current.CancellationToken))
        {
            events.Add(happening);
            if (happening is WorkloadFinished { Launch: 1 }) time.Step(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(launches, events.OfType<WorkloadStarted>().Count());
        Assert.IsType<Ok>(FakeRun.Final(events).Outcome);
        Assert.Equal(launches, FakeRun.Final(events).Launches.Length);
    }
}
