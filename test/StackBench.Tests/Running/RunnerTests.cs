using System.Collections.Immutable;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Machine.Vendors;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Running.Engines;

namespace StackBench.Tests.Running;

public class RunnerTests
{
    [Fact]
    public async Task Every_workload_is_measured_once_a_launch_in_fresh_processes()
    {
        var events = await RunAsync(Plan(launches: 3, FakeEngine.Planned("well", "a"), FakeEngine.Planned("well", "b")));

        var final = events.OfType<WorkloadFinished>().Where(finished => finished.IsFinal).Select(finished => finished.Result).ToArray();
        Assert.Equal(["a", "b"], final.Select(result => result.Workload).Order());
        Assert.All(final, result =>
        {
            Assert.Equal([1, 2, 3], result.Launches.Select(launch => launch.Number));
            var ok = Assert.IsType<Ok>(result.Outcome);
            Assert.Equal(["flop-rate", "call-time"], ok.Metrics.Select(metric => metric.Metric));
            Assert.InRange(ok.Metrics[0].Value, 1, 1e12);
            Assert.Equal(0.75, ok.Metrics[0].Interval!.Value.Level);
            Assert.All(result.Launches, launch => Assert.True(launch.Samples.Length >= 10));
        });
        Assert.Equal(RunStatus.Complete, Assert.IsType<RunFinished>(events[^1]).Status);
        Assert.Equal(6, events.OfType<WorkloadStarted>().Count());
    }

    [Theory]
    [InlineData("noise")]
    public async Task Noise_between_messages_does_no_harm(string mode)
    {
        var result = Final(await RunAsync(Plan(1, FakeEngine.Planned(mode))));
        Assert.IsType<Ok>(result.Outcome);
    }

    [Theory]
    [InlineData("exits", FailureStage.Start, "exited with code 7")]
    [InlineData("old", FailureStage.Start, "protocol 0")]
    [InlineData("wrong-result", FailureStage.Check, "off by 40 %")]
    [InlineData("wrong-id", FailureStage.Protocol, "somebody else")]
    [InlineData("dies", FailureStage.WarmUp, "SIGKILL")]
    [InlineData("dies-with-words", FailureStage.WarmUp, "exited with code 42")]
    [InlineData("broken-json", FailureStage.Protocol, "cannot be read")]
    [InlineData("half-line", FailureStage.WarmUp, "exited with code 0")]
    [InlineData("nan", FailureStage.Protocol, "cannot be read")]
    [InlineData("null-sample", FailureStage.Protocol, "cannot be read")]
    [InlineData("negative", FailureStage.Protocol, "positive and finite")]
    [InlineData("zero", FailureStage.Protocol, "positive and finite")]
    [InlineData("too-few", FailureStage.Protocol, "asked for 1 samples and sent 0")]
    [InlineData("too-long", FailureStage.Protocol, "add up to")]
    [InlineData("odd-clock", FailureStage.Protocol, "sundial")]
    [InlineData("null-series", FailureStage.Protocol, "series 'x'")]
    [InlineData("liar", FailureStage.Check, "deviates by 0.4")]
    [InlineData("negative-threads", FailureStage.Protocol, "count of threads")]
    [InlineData("regrets", FailureStage.WarmUp, "cannot measure what it prepared: the unit is gone; buy one")]
    public async Task An_engine_that_misbehaves_fails_its_workload_and_no_other(string mode, FailureStage stage, string reason)
    {
        var events = await RunAsync(Plan(1, FakeEngine.Planned(mode, "bad"), FakeEngine.Planned("well", "good") with { Device = "other" }));

        var results = Finals(events);
        var failed = Assert.IsType<Failed>(results.Single(result => result.Workload == "bad").Outcome);
        Assert.Equal(stage, failed.Stage);
        Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);
        Assert.IsType<Ok>(results.Single(result => result.Workload == "good").Outcome);
    }

    [Theory]
    [InlineData("mute", FailureStage.Start)]
    [InlineData("hang", FailureStage.WarmUp)]
    public async Task An_engine_that_falls_silent_is_killed_and_the_run_goes_on(string mode, FailureStage stage)
    {
        var limits = new EngineTimeouts
        {
            Hello = mode == "mute" ? TimeSpan.FromSeconds(1) : EngineTimeouts.Default.Hello,
            Measure = TimeSpan.FromSeconds(1),
        };
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(Plan(1, FakeEngine.Planned(mode)), TimeProvider.System, limits)
            .RunAsync(EmptyRun(), TestContext.Current.CancellationToken))
            events.Add(happening);

        var failed = Assert.IsType<Failed>(Final(events).Outcome);
        Assert.Equal(stage, failed.Stage);
        Assert.Contains("no sign of life", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Complete, Assert.IsType<RunFinished>(events[^1]).Status);
    }

    [Fact]
    public async Task The_first_sample_may_take_as_long_as_the_first_call_says()
    {
        var limits = new EngineTimeouts { Measure = TimeSpan.FromSeconds(2) };
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(Plan(1, FakeEngine.Planned("slow-start")), TimeProvider.System, limits)
            .RunAsync(EmptyRun(), TestContext.Current.CancellationToken))
            events.Add(happening);

        Assert.IsType<Ok>(Final(events).Outcome);
    }

    [Fact]
    public async Task What_an_engine_leaves_in_its_temporary_folder_goes_with_it()
    {
        var folder = Assert.Single(Final(await RunAsync(Plan(1, FakeEngine.Planned("litters")))).Launches).Backend;
        Assert.NotEqual(Path.GetTempPath(), folder);
        Assert.False(Directory.Exists(folder), folder);
    }

    [Fact]
    public async Task The_last_words_of_an_engine_are_kept()
    {
        var failed = Assert.IsType<Failed>(Final(await RunAsync(Plan(1, FakeEngine.Planned("dies-with-words")))).Outcome);
        Assert.Contains("fatal: out of cheese", failed.LogTail);
    }

    [Fact]
    public async Task After_a_death_the_next_workload_gets_a_fresh_process()
    {
        var events = await RunAsync(Plan(1, FakeEngine.Planned("dies", "a"), FakeEngine.Planned("dies", "b")));
        Assert.All(Finals(events), result =>
            Assert.Contains("SIGKILL", Assert.IsType<Failed>(result.Outcome).Reason, StringComparison.Ordinal));
        Assert.Equal(2, Finals(events).Length);
    }

    [Fact]
    public async Task Unsupported_is_a_skip_with_its_remedy()
    {
        var skipped = Assert.IsType<Skipped>(Final(await RunAsync(Plan(2, FakeEngine.Planned("unsupported")))).Outcome);
        Assert.Equal("no such unit here", skipped.Reason);
        Assert.Equal("buy one", skipped.Remedy);
    }

    [Fact]
    public async Task An_engine_that_finds_no_value_is_a_skip_with_its_reason()
    {
        var result = Final(await RunAsync(Plan(2, FakeEngine.Planned("finds-nothing"))));
        Assert.Equal(new Skipped("no load keeps the limits", "raise them"), result.Outcome);
        Assert.All(result.Launches, launch => Assert.Equal("none-found", Assert.Single(launch.Notes!.Value).Code));
    }

    [Fact]
    public async Task A_rate_beyond_physics_is_implausible_and_has_no_value()
    {
        var planned = FakeEngine.Planned("too-fast");
        planned = planned with { Workload = planned.Workload with { Bounds = Bounds.None with { CeilingName = "flops.fp32" } } };
        var limit = new Ceiling(1e12, StackBench.Core.Units.Unit.FlopPerSecond, "a test");
        var plan = Plan(1, planned) with
        {
            Peaks =
                ImmutableDictionary<string, Peaks>.Empty.Add(
                    "cpu", new Peaks(ImmutableDictionary<string, Ceiling>.Empty.Add("flops.fp32", limit))),
        };

        var result = Final(await RunAsync(plan));
        var implausible = Assert.IsType<Implausible>(result.Outcome);
        Assert.Equal(limit, implausible.Ceiling);
        Assert.Null(result.Headline);
    }

    [Fact]
    public async Task A_workload_that_cannot_finish_in_time_is_skipped_with_the_estimate()
    {
        var planned = FakeEngine.Planned("well");
        planned = planned with
        {
            Workload = planned.Workload with { Cost = new Cost(Flop: 1e18), Probe = FakeEngine.Workload("small"), SlowRemedy = "wait" },
        };
        var skipped = Assert.IsType<Skipped>(Final(await RunAsync(Plan(1, planned))).Outcome);
        Assert.StartsWith("too slow: estimated ", skipped.Reason, StringComparison.Ordinal);
        Assert.Equal("wait", skipped.Remedy);
    }

    [Fact]
    public async Task A_speed_up_is_held_against_the_sibling_of_the_same_launch()
    {
        var flash = FakeEngine.Planned("well", "flash");
        flash = flash with
        {
            Workload = flash.Workload with
            {
                Against = "math",
                Metrics =
                    flash.Workload.Metrics.Add(new(StackBench.Core.Metrics.MetricDefinitions.SpeedUp, MetricSource.AgainstOverMedian)),
            },
        };
        var results = Finals(await RunAsync(Plan(3, flash, FakeEngine.Planned("well", "math"))));
        var flashResult = results.Last(result => result.Workload == "flash");
        var mathResult = results.Last(result => result.Workload == "math");
        Assert.All(flashResult.Launches, launch =>
        {
            var math = mathResult.Launches.Single(other => other.Number == launch.Number);
            Assert.Equal(math.Values["call-time"] / launch.Values["call-time"], launch.Values["speed-up"], 12);
        });
    }

    [Fact]
    public async Task Each_launch_carries_the_telemetry_of_its_samples()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs /proc");
        using var telemetry = new TelemetrySources([], TimeProvider.System);
        // Long enough for load to be told, which takes two ticks.
        var plan = Plan(2, FakeEngine.Planned("well")) with
        {
            Sampling = FakeEngine.FastSampling with
            {
                MinimumSeconds = 0.25,
                MaximumSeconds = 0.3,
                MaximumSamples = int.MaxValue,
                TargetHalfWidth = 0,
            }
        };
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(plan, TimeProvider.System, telemetry: telemetry)
            .RunAsync(EmptyRun(), TestContext.Current.CancellationToken))
            events.Add(happening);

        var result = Final(events);
        Assert.Equal(2, result.Launches.Length);
        Assert.All(result.Launches, launch =>
        {
            var offsets = launch.Telemetry!.Series.OffsetsSeconds;
            Assert.True(offsets[0] <= 0
                && offsets[^1] >= launch.Samples[^1].OffsetSeconds, "the samples lie between the first tick and the last");
            Assert.Contains(launch.Telemetry.Summary.Channels, channel => channel.Channel == "cpu.load");
            Assert.Equal(launch.Samples,
                SampleTagging.Of([.. launch.Samples.Select(sample => sample with { Tags = SampleTags.None })], launch.CallsPerSample,
                    launch.Telemetry.Series, "cpu"));
        });
        var taken = events.OfType<TelemetryTaken>().ToArray();
        Assert.NotEmpty(taken);
        Assert.All(taken, happening => Assert.IsType<SamplesTaken>(events[events.IndexOf(happening) - 1]));
    }

    [Fact]
    public async Task Cancelling_ends_the_run_with_what_was_measured()
    {
        using var cancellation = new CancellationTokenSource();
        var events = new List<RunEvent>();
        await foreach (
            var happening in new Runner(Plan(50, FakeEngine.Planned("well", "a"), FakeEngine.Planned("well", "b")), TimeProvider.System)
            .RunAsync(EmptyRun(), cancellation.Token))
        {
            events.Add(happening);
            if (happening is WorkloadFinished { Launch: 2 }) await cancellation.CancelAsync();
        }

        Assert.Equal(RunStatus.Interrupted, Assert.IsType<RunFinished>(events[^1]).Status);
        Assert.Equal(["a", "b"], Finals(events).Select(result => result.Workload).Order());
        Assert.All(Finals(events), result => Assert.IsType<Ok>(result.Outcome));
        Assert.Contains(Finals(events), result => result.Launches.Length == 2);
    }

    [Fact]
    public async Task A_used_up_budget_skips_what_is_left()
    {
        var plan = Plan(1, [.. Enumerable.Range(0, 5).Select(i => FakeEngine.Planned("well", "w" + i))]);
        plan = plan with { Settings = plan.Settings with { BudgetSeconds = 1e-6 } };
        Assert.All(Finals(await RunAsync(plan)), result =>
            Assert.Contains("budget", Assert.IsType<Skipped>(result.Outcome).Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slow_first_launch_leaves_out_workloads_and_keeps_three_launches_of_the_others()
    {
        var time = new SteppingTime();
        var plan = Plan(5, [.. Enumerable.Range(0, 6).Select(i => FakeEngine.Planned("well", "w" + i))]);
        plan = plan with { Settings = plan.Settings with { BudgetSeconds = 1000 } };
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(plan, time).RunAsync(EmptyRun(), TestContext.Current.CancellationToken))
        {
            events.Add(happening);
            if (happening is WorkloadFinished { Result.Outcome: Ok }) time.Step(TimeSpan.FromSeconds(100));
        }

        Assert.Equal(6, Finals(events).Length);
        Assert.Equal(4, Finals(events).Count(result => result.Outcome is Ok && result.Launches.Length >= 2));
        var dropped = Finals(events).Where(result => result.Outcome is Skipped).ToArray();
        Assert.All(dropped, result => Assert.Equal(SkipCause.NoTime, ((Skipped)result.Outcome).Cause));
    }

    [Fact]
    public async Task A_trial_that_says_too_slow_is_corrected_by_a_larger_shape_of_the_run()
    {
        // The fake worker takes the same time for the trial as for a thousand million times its work.
        var large = Sized("large", 1e12, trialFlop: null);
        // In one process, whatever the order.
        var larger = Sized("larger", 1e12, trialFlop: 1000) with { Engine = large.Engine };
        var (alone, together) = (Finals(await RunAsync(Plan(1, larger))), Finals(await RunAsync(Plan(1, large, larger))));
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
        var plan = Plan(1, FakeEngine.Planned("well"));
        var result = Final(await RunAsync(plan with { Sampling = plan.Sampling with { AllowanceSeconds = 1e-9 } }));
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
        var plan = Plan(2, FakeEngine.Planned("well"));
        plan = plan with { Settings = plan.Settings with { BudgetSeconds = 100 } };
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(plan, time).RunAsync(EmptyRun(), TestContext.Current.CancellationToken))
        {
            events.Add(happening);
            if (happening is WorkloadFinished { Launch: 1 }) time.Step(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(launches, events.OfType<WorkloadStarted>().Count());
        Assert.IsType<Ok>(Final(events).Outcome);
        Assert.Equal(launches, Final(events).Launches.Length);
    }

    [Fact]
    public async Task A_call_that_was_disturbed_once_is_not_taken_for_a_long_one()
    {
        var sampling = FakeEngine.FastSampling with { MinimumSampleSeconds = 0.05, MinimumSamples = 3, MinimumWarmUpCalls = 1 };
        var result = Final(await RunAsync(Plan(1, FakeEngine.Planned("hiccup")) with { Sampling = sampling }));
        Assert.InRange(Assert.Single(result.Launches).CallsPerSample, 2, 100);
    }

    [Fact]
    public async Task The_order_follows_from_the_seed()
    {
        PlannedWorkload[] workloads = [.. Enumerable.Range(0, 8).Select(i => FakeEngine.Planned("unsupported", "w" + i))];
        var first = await OrderAsync(1);
        Assert.Equal(first, await OrderAsync(1));
        Assert.NotEqual(first, await OrderAsync(2));

        async Task<string[]> OrderAsync(long seed)
        {
            var plan = Plan(1, workloads);
            var events = await RunAsync(plan with { Settings = plan.Settings with { Seed = seed } });
            return [.. events.OfType<WorkloadStarted>().Select(started => started.Key.Workload)];
        }
    }

    /// <summary>The system's clock, which a test sets forward.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private TimeSpan _stepped;

        public void Step(TimeSpan span) => _stepped += span;

        public override long GetTimestamp() => System.GetTimestamp() + (long)(_stepped.TotalSeconds * TimestampFrequency);
    }

    private static BenchmarkResult Final(List<RunEvent> events) => Finals(events).Last();

    private static BenchmarkResult[] Finals(List<RunEvent> events) =>
        [.. events.OfType<WorkloadFinished>().Where(finished => finished.IsFinal).Select(finished => finished.Result)];

    private static Plan Plan(int launches, params PlannedWorkload[] workloads) => new()
    {
        Settings = new RunSettings { Suite = Suite.Quick, Launches = launches, Seed = 1 },
        Sampling = FakeEngine.FastSampling,
        Launches = launches,
        Workloads = [.. workloads],
        Skipped = [],
        Peaks = ImmutableDictionary<string, Peaks>.Empty,
    };

    private static async Task<List<RunEvent>> RunAsync(Plan plan)
    {
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(plan, TimeProvider.System).RunAsync(EmptyRun(), TestContext.Current.CancellationToken))
            events.Add(happening);
        return events;
    }

    private static Run EmptyRun() => new()
    {
        Id = "20261124-000000-0000",
        Status = RunStatus.Running,
        StartedAt = DateTimeOffset.UnixEpoch,
        Tool = new ToolVersion("test", ToolVersion.CurrentMethod),
        Settings = new RunSettings { Suite = Suite.Quick, Launches = 1, Seed = 1 },
        Fingerprint = Fingerprint.Of([]),
    };
}
