using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Screens;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Screens;

/// <summary>What other processes do to the store that is shown.</summary>
public sealed class SharedStoreTests
{
    [Fact]
    public void A_run_that_another_process_finished_is_shown_where_the_newest_was()
    {
        var state = ScreenStates.Results(0) with { Runs = Running(), Page = PageName.Home };
        Assert.Contains("-beef  by another process", FrameText.Plain(Layout.Frame(state)), StringComparison.Ordinal);
        ImmutableArray<RunSummary> ended = [Running()[0] with { Status = RunStatus.Complete }, Running()[1]];
        var (listed, effects) = Reducer.Step(state, new RunsListed(ended, HasMore: false));
        Assert.Contains(new LoadRun(ended[0].Id), effects);
        Assert.DoesNotContain("by another process", FrameText.Plain(Layout.Frame(listed)), StringComparison.Ordinal);
        var older = state with { Table = StackBench.Report.RunTable.Of(ExampleRun.Small(-9)) };
        Assert.Empty(Reducer.Step(older, new RunsListed(ended, HasMore: false)).Effects);
    }

    private static ImmutableArray<RunSummary> Running()
    {
        var one = ScreenStates.Summaries(1)[0];
        return [one with { Id = "20261124-090000-beef", Status = RunStatus.Running }, one with { Id = ExampleRun.Full.Id }];
    }

    [Fact]
    public void A_longer_list_of_runs_keeps_its_end_when_its_head_is_listed_again()
    {
        var state = ScreenStates.Of("history", 80, 24) with { Runs = ScreenStates.Summaries(400), HasMoreRuns = true };
        var listed = Reducer.Step(state, new RunsListed(ScreenStates.Summaries(200), HasMore: true)).State;
        Assert.Equal(400, listed.Runs!.Value.Length);
    }

    /// <summary>Whoever types the title of a report keeps the run that he sees; sides of pairs are shown to nobody.</summary>
    [Fact]
    public void The_shown_run_stays_where_it_is_worked_with()
    {
        var state = ScreenStates.Results(0) with { Runs = Running(), Page = "Report" };
        ImmutableArray<RunSummary> ended = [Running()[0] with { Status = RunStatus.Complete }, Running()[1]];
        Assert.Empty(Reducer.Step(state, new RunsListed(ended, HasMore: false)).Effects);
        ImmutableArray<RunSummary> side = [ended[0] with { Purpose = RunPurpose.Pair }, ended[1]];
        Assert.Empty(Reducer.Step(state with { Page = PageName.Home }, new RunsListed(side, HasMore: false)).Effects);
    }

    /// <summary>Runs of a clock that was ahead are listed last.</summary>
    [Fact]
    public void A_run_of_the_future_stays_at_the_end_of_the_list()
    {
        var many = ScreenStates.Summaries(300);
        var future = many[0] with { Id = "20991124-090000-beef", StartedAt = many[0].StartedAt.AddYears(70) };
        var state = ScreenStates.Of("history", 80, 24) with { Runs = [.. many, future], HasMoreRuns = false };
        var fresh = many[0] with { Id = "20261231-090000-beef", StartedAt = many[0].StartedAt.AddDays(1) };
        var listed = Reducer.Step(state, new RunsListed([fresh, .. many[..199]], HasMore: true)).State;
        Assert.Equal([fresh.Id, .. many.Select(run => run.Id), future.Id], listed.Runs!.Value.Select(run => run.Id));
    }

    [Fact]
    public void Runs_that_cannot_be_shown_are_not_said_to_be_missing()
    {
        var state = ScreenStates.Empty with { Runs = Running(), Page = PageName.Home };
        Assert.Contains("Open one on History", state.WithoutRun("r"), StringComparison.Ordinal);
        Assert.Equal("No runs yet. r", (state with { Runs = [] }).WithoutRun("r"));
    }
}
