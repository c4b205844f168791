using System.Collections.Immutable;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Machine.Vendors;
using StackBench.Running;
using StackBench.Tests.Running.Engines;

namespace StackBench.Tests.Running;

public class RunnerTests
{
    [Fact]
    public async Task Every_workload_is_measured_once_a_launch_in_fresh_processes()
    {
        var events = await FakeRun.EventsAsync(launches: 3, FakeEngine.Planned("well", "a"), FakeEngine.Planned("well", "b"));

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

    [Fact]
    public async Task A_rate_beyond_physics_is_implausible_and_has_no_value()
    {
        var planned = FakeEngine.Planned("too-fast");
        planned = planned with { Workload = planned.Workload with { Bounds = Bounds.None with { CeilingName = "flops.fp32" } } };
        var limit = new Ceiling(1e12, StackBench.Core.Units.Unit.FlopPerSecond, "a test");
        var plan = FakeRun.Plan(1, planned) with
        {
            Peaks =
                ImmutableDictionary<string, Peaks>.Empty.Add(
                    "cpu", new Peaks(ImmutableDictionary<string, Ceiling>.Empty.Add("flops.fp32", limit))),
        };

        var result = FakeRun.Final(await FakeRun.EventsAsync(plan));
        var implausible = Assert.IsType<Implausible>(result.Outcome);
        Assert.Equal(limit, implausible.Ceiling);
        Assert.Null(result.Headline);
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
        var results = FakeRun.Finals(await FakeRun.EventsAsync(3, flash, FakeEngine.Planned("well", "math")));
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
        var plan = FakeRun.Plan(2, FakeEngine.Planned("well")) with
        {
            Sampling = FakeEngine.FastSampling with
            {
                MinimumSeconds = 0.25,
                MaximumSeconds = 0.3,
                MaximumSamples = int.MaxValue,
                TargetHalfWidth = 0,
            }
        };
        var events = await FakeRun.EventsAsync(plan, telemetry: telemetry);

        var result = FakeRun.Final(events);
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
            var happening in new Runner(
                FakeRun.Plan(50, FakeEngine.Planned("well", "a"), FakeEngine.Planned("well", "b")), TimeProvider.System)
            .RunAsync(FakeRun.Empty(), cancellation.Token))
        {
            events.Add(happening);
            if (happening is WorkloadFinished { Launch: 2 }) await cancellation.CancelAsync();
        }

        Assert.Equal(RunStatus.Interrupted, Assert.IsType<RunFinished>(events[^1]).Status);
        Assert.Equal(["a", "b"], FakeRun.Finals(events).Select(result => result.Workload).Order());
        Assert.All(FakeRun.Finals(events), result => Assert.IsType<Ok>(result.Outcome));
        Assert.Contains(FakeRun.Finals(events), result => result.Launches.Length == 2);
    }

    [Fact]
    public async Task A_call_that_was_disturbed_once_is_not_taken_for_a_long_one()
    {
        var sampling = FakeEngine.FastSampling with { MinimumSampleSeconds = 0.05, MinimumSamples = 3, MinimumWarmUpCalls = 1 };
        var result = FakeRun.Final(await FakeRun.EventsAsync(FakeRun.Plan(1, FakeEngine.Planned("hiccup")) with { Sampling = sampling }));
        Assert.InRange(Assert.Single(result.Launches).CallsPerSample, 2, 100);
    }

    [Fact]
    public async Task An_order_of_the_users_is_kept_in_every_launch()
    {
        PlannedWorkload[] workloads = [.. Enumerable.Range(0, 8).Select(i => FakeEngine.Planned("well", "w" + i))];
        var events = await FakeRun.EventsAsync(FakeRun.Plan(2, workloads) with { IsOrdered = true });
        string[] names = [.. workloads.Select(planned => planned.Workload.Name)];
        Assert.Equal([.. names, .. names], events.OfType<WorkloadStarted>().Select(started => started.Key.Workload));
    }

    [Fact]
    public async Task Each_start_names_what_comes_next_over_engines_too_but_not_what_has_ended()
    {
        var other = FakeEngine.Planned("well", "c");
        PlannedWorkload[] workloads =
        [
            FakeEngine.Planned("well", "a"), FakeEngine.Planned("unsupported", "b"),
            other with { Engine = other.Engine with { Name = "another" } },
        ];
        var events = await FakeRun.EventsAsync(FakeRun.Plan(2, workloads) with { IsOrdered = true });
        Assert.Equal(
            ["a: b", "b: c", "c: ", "a: c", "c: "],
            events.OfType<WorkloadStarted>().Select(started => $"{started.Key.Workload}: {started.Next?.Workload}"));
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
            var plan = FakeRun.Plan(1, workloads);
            var events = await FakeRun.EventsAsync(plan with { Settings = plan.Settings with { Seed = seed } });
            return [.. events.OfType<WorkloadStarted>().Select(started => started.Key.Workload)];
        }
    }
}
