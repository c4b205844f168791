using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Running.Engines;
using StackBench.Tests.Running.Engines;

namespace StackBench.Tests.Running;

/// <summary>What an engine does wrong, or cannot do, becomes the outcome of its workload and of no other.</summary>
public sealed class EngineFailureTests
{
    [Theory]
    [InlineData("noise")]
    public async Task Noise_between_messages_does_no_harm(string mode)
    {
        var result = FakeRun.Final(await FakeRun.EventsAsync(1, FakeEngine.Planned(mode)));
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
        var events = await FakeRun.EventsAsync(
            1, FakeEngine.Planned(mode, "bad"), FakeEngine.Planned("well", "good") with { Device = "other" });

        var results = FakeRun.Finals(events);
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
        var events = await FakeRun.EventsAsync(FakeRun.Plan(1, FakeEngine.Planned(mode)), timeouts: limits);

        var failed = Assert.IsType<Failed>(FakeRun.Final(events).Outcome);
        Assert.Equal(stage, failed.Stage);
        Assert.Contains("no sign of life", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Complete, Assert.IsType<RunFinished>(events[^1]).Status);
    }

    [Fact]
    public async Task The_first_sample_may_take_as_long_as_the_first_call_says()
    {
        var limits = new EngineTimeouts { Measure = TimeSpan.FromSeconds(2) };
        var events = await FakeRun.EventsAsync(FakeRun.Plan(1, FakeEngine.Planned("slow-start")), timeouts: limits);

        Assert.IsType<Ok>(FakeRun.Final(events).Outcome);
    }

    [Fact]
    public async Task What_an_engine_leaves_in_its_temporary_folder_goes_with_it()
    {
        var folder = Assert.Single(FakeRun.Final(await FakeRun.EventsAsync(1, FakeEngine.Planned("litters"))).Launches).Backend;
        Assert.NotEqual(Path.GetTempPath(), folder);
        Assert.False(Directory.Exists(folder), folder);
    }

    [Fact]
    public async Task The_last_words_of_an_engine_are_kept()
    {
        var failed = Assert.IsType<Failed>(FakeRun.Final(await FakeRun.EventsAsync(1, FakeEngine.Planned("dies-with-words"))).Outcome);
        Assert.Contains("fatal: out of cheese", failed.LogTail);
    }

    [Fact]
    public async Task After_a_death_the_next_workload_gets_a_fresh_process()
    {
        var events = await FakeRun.EventsAsync(1, FakeEngine.Planned("dies", "a"), FakeEngine.Planned("dies", "b"));
        Assert.All(FakeRun.Finals(events), result =>
            Assert.Contains("SIGKILL", Assert.IsType<Failed>(result.Outcome).Reason, StringComparison.Ordinal));
        Assert.Equal(2, FakeRun.Finals(events).Length);
    }

    [Fact]
    public async Task Unsupported_is_a_skip_with_its_remedy()
    {
        var skipped = Assert.IsType<Skipped>(FakeRun.Final(await FakeRun.EventsAsync(2, FakeEngine.Planned("unsupported"))).Outcome);
        Assert.Equal("no such unit here", skipped.Reason);
        Assert.Equal("buy one", skipped.Remedy);
    }

    [Fact]
    public async Task An_engine_that_finds_no_value_is_a_skip_with_its_reason()
    {
        var result = FakeRun.Final(await FakeRun.EventsAsync(2, FakeEngine.Planned("finds-nothing")));
        Assert.Equal(new Skipped("no load keeps the limits", "raise them"), result.Outcome);
        Assert.All(result.Launches, launch => Assert.Equal("none-found", Assert.Single(launch.Notes!.Value).Code));
    }
}
