using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Running.Engines;

namespace StackBench.Tests.Running;

/// <summary>What an engine says that cannot be, and what it leaves behind: its workload fails, no other, and nothing outlives it.</summary>
public sealed class EngineLieTests
{
    [Theory]
    [InlineData("devices-null", FailureStage.Protocol, "device 1 is null")]
    [InlineData("devices-twice", FailureStage.Protocol, "device 'cpu' is listed more than once")]
    [InlineData("devices-many", FailureStage.Protocol, "more than 1000 devices")]
    [InlineData("device-nameless", FailureStage.Protocol, "a device has no name")]
    [InlineData("device-escapes", FailureStage.Protocol, "holds control characters")]
    [InlineData("device-kind", FailureStage.Protocol, "of the kind 'abacus'")]
    [InlineData("device-memory", FailureStage.Protocol, "impossible memory size")]
    [InlineData("device-long", FailureStage.Protocol, "characters, more than 200")]
    [InlineData("engine-nameless", FailureStage.Protocol, "names no engine")]
    [InlineData("ops-null", FailureStage.Protocol, "an operation has no name")]
    [InlineData("ops-twice", FailureStage.Protocol, "operation 'fake' is listed more than once")]
    [InlineData("ops-many", FailureStage.Protocol, "more than 1000 operations")]
    [InlineData("software-null", FailureStage.Protocol, "software 'a' has no value")]
    [InlineData("software-many", FailureStage.Protocol, "more than 500 entries of software")]
    [InlineData("surrogate", FailureStage.Protocol, "cannot be read")]
    [InlineData("deep", FailureStage.Protocol, "cannot be read")]
    [InlineData("not-utf8", FailureStage.Protocol, "cannot be read")]
    [InlineData("hello-samples", FailureStage.Protocol, "when asked about 'itself'")]
    [InlineData("floods", FailureStage.Protocol, "when asked about 'itself'")]
    [InlineData("hello-error-long", FailureStage.Start, "… (")]
    [InlineData("first-call-long", FailureStage.Protocol, "firstCallSeconds is 1000000000000")]
    [InlineData("first-call-infinite", FailureStage.Protocol, "firstCallSeconds")]
    [InlineData("first-call-negative", FailureStage.Protocol, "firstCallSeconds is -1")]
    [InlineData("bytes-huge", FailureStage.Protocol, "impossible size")]
    [InlineData("threads-many", FailureStage.Protocol, "count of threads")]
    [InlineData("backend-nameless", FailureStage.Protocol, "names no backend")]
    [InlineData("error-infinite", FailureStage.Check, "deviates by")]
    [InlineData("tolerance-infinite", FailureStage.Check, "deviates by")]
    [InlineData("prepare-error-long", FailureStage.Prepare, "… (")]
    [InlineData("prepare-ready", FailureStage.Protocol, "when asked about")]
    [InlineData("id-long", FailureStage.Protocol, "… (")]
    [InlineData("infinite", FailureStage.Protocol, "positive and finite")]
    [InlineData("huge", FailureStage.Protocol, "add up to")]
    [InlineData("tiny", FailureStage.Protocol, "positive and finite")]
    [InlineData("too-many", FailureStage.Protocol, "sent 1000000")]
    [InlineData("clock-missing", FailureStage.Protocol, "cannot be read")]
    [InlineData("begin-infinite", FailureStage.Protocol, "must be finite")]
    [InlineData("series-huge", FailureStage.Protocol, "series 'peak-memory'")]
    [InlineData("series-many", FailureStage.Protocol, "more than 100 series")]
    [InlineData("series-nameless", FailureStage.Protocol, "a series has no name")]
    [InlineData("notes-null", FailureStage.Protocol, "a note misses")]
    [InlineData("notes-nameless", FailureStage.Protocol, "a note misses")]
    [InlineData("notes-many", FailureStage.Protocol, "more than 50 notes")]
    [InlineData("measure-error-long", FailureStage.WarmUp, "… (")]
    [InlineData("half-time", FailureStage.Protocol, "reports too little time")]
    [InlineData("half-time-device", FailureStage.Protocol, "reports too little time")]
    [InlineData("too-fast-host", FailureStage.Protocol, "reports too little time")]
    [InlineData("leaves-child", FailureStage.WarmUp, "exited with code 3")]
    [InlineData("leaves-daemon", FailureStage.WarmUp, "exited with code 3")]
    [InlineData("leaves-nameless-daemon", FailureStage.WarmUp, "exited with code 3")]
    public async Task A_lie_fails_its_workload_and_no_other(string mode, FailureStage stage, string reason)
    {
        var events = await FakeRun.EventsAsync(
            1, FakeEngine.Planned(mode, "bad"), FakeEngine.Planned("well", "good") with { Device = "other" });

        var results = FakeRun.Finals(events);
        var failed = Assert.IsType<Failed>(results.Single(result => result.Workload == "bad").Outcome);
        Assert.Equal(stage, failed.Stage);
        Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);
        Assert.True(failed.Reason.Length < 1500, "a long text is cut");
        Assert.IsType<Ok>(results.Single(result => result.Workload == "good").Outcome);
    }

    [Theory]
    [InlineData("backend-long", "long long")]
    [InlineData("backend-escapes", "]0;evilkernel")]
    public async Task A_text_of_an_engine_is_cut_and_harmless(string mode, string begin)
    {
        var result = FakeRun.Final(await FakeRun.EventsAsync(1, FakeEngine.Planned(mode)));
        Assert.IsType<Ok>(result.Outcome);
        var backend = Assert.Single(result.Launches).Backend;
        Assert.StartsWith(begin, backend, StringComparison.Ordinal);
        Assert.InRange(backend.Length, 1, 1100);
    }

    [Fact]
    public async Task What_is_cut_and_what_is_printed_is_whole_in_the_log_of_the_launch()
    {
        var folder = Directory.CreateTempSubdirectory("stackbench-logs-");
        try
        {
            foreach (var mode in (string[])["backend-long", "dies-with-words", "well"])
                await foreach (var _ in new Runner(
                    FakeRun.Plan(1, FakeEngine.Planned(mode)), TimeProvider.System,
                    logs: new EngineLogs(Path.Combine(folder.FullName, mode)))
                    .RunAsync(FakeRun.Empty(), TestContext.Current.CancellationToken))
                {
                }

            Assert.True(new FileInfo(Path.Combine(folder.FullName, "backend-long", "1-fake.log")).Length > 10 << 20);
            Assert.Contains("fatal: out of cheese",
                await File.ReadAllTextAsync(
                    Path.Combine(folder.FullName, "dies-with-words", "1-fake.log"), TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(folder.FullName, "well")), "an engine that prints nothing leaves no file");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_engine_that_copies_its_inputs_between_samples_is_believed()
    {
        var result = FakeRun.Final(await FakeRun.EventsAsync(1, FakeEngine.Planned("copies")));
        Assert.IsType<Ok>(result.Outcome);
    }

    [Theory]
    [InlineData("leaves-child")]
    [InlineData("leaves-daemon")]
    public async Task Nothing_an_engine_started_outlives_it(string mode)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs /proc");
        var failed = Assert.IsType<Failed>(FakeRun.Final(await FakeRun.EventsAsync(1, FakeEngine.Planned(mode))).Outcome);
        var left = failed.LogTail.Single(line => line.StartsWith("left ", StringComparison.Ordinal))[5..];
        Assert.False(Directory.Exists($"/proc/{left}"), await CommandOf(left));

        static async Task<string> CommandOf(string pid)
        {
            try
            {
                return await File.ReadAllTextAsync($"/proc/{pid}/stat");
            }
            catch (IOException)
            {
                return "gone";
            }
        }
    }

    [Theory]
    [InlineData("stuck")]
    [InlineData("endless")]
    public async Task After_the_deadline_of_a_budget_nothing_is_waited_for(string mode)
    {
        var plan = FakeRun.Plan(1, FakeEngine.Planned("well", "a"), FakeEngine.Planned(mode, "b") with { Device = "other" });
        plan = plan with { Settings = plan.Settings with { BudgetSeconds = 60 } };
        using var deadline = new CancellationTokenSource();
        var events = new List<RunEvent>();
        await foreach (var happening in new Runner(plan, TimeProvider.System, deadline: deadline.Token)
            .RunAsync(FakeRun.Empty(), TestContext.Current.CancellationToken))
        {
            events.Add(happening);
            if (happening is WorkloadStarted { Key.Workload: "b" }) deadline.CancelAfter(TimeSpan.FromSeconds(1));
        }

        var skipped = Assert.IsType<Skipped>(FakeRun.Finals(events).Single(result => result.Workload == "b").Outcome);
        Assert.Equal(SkipCause.NoTime, skipped.Cause);
        Assert.Equal(RunStatus.Complete, Assert.IsType<RunFinished>(events[^1]).Status);
    }
}
