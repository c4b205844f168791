using System.Collections.Immutable;
using StackBench.Core.Events;
using StackBench.Screens;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Screens;

/// <summary>The page that measures: its form, and what becomes of a run.</summary>
public sealed partial class ReducerTests
{
    [Fact]
    public void The_form_becomes_the_settings_of_the_run()
    {
        var (state, effects) = Press(ScreenStates.Empty with { Page = PageName.Run }, "Right", "Down", "Right", "Right", "Down", "Right",
            "Down", "Right", "Down", "Down", "Down", "Down", " ", "r");
        var start = Assert.IsType<StartRun>(Assert.Single(effects));
        Assert.Equal(Core.Workloads.Suite.Standard, start.Settings.Suite);
        Assert.Equal(7, start.Settings.Launches);
        Assert.Equal([RunForm.Initial.Benchmarks[0].Name], start.Settings.Benchmarks);
        Assert.Equal(["cpu"], start.Settings.Devices);
        Assert.Equal(["native"], start.Settings.Engines);
        Assert.NotNull(state.Live);
        Assert.Empty(Press(state, "r").Effects);
    }

    [Theory]
    [InlineData("", "default cpu")]
    [InlineData("0000:03:00.0", "default cpu gpu")]
    [InlineData("0000:03:00.0 0000:83:00.0", "default cpu gpu 0000:03:00.0 0000:83:00.0")]
    public void The_form_offers_the_devices_of_the_machine(string gpus, string expected)
    {
        var state = Reducer.Step(ScreenStates.Empty with { Page = PageName.Run }, new MachineRead(
            [], [.. gpus.Split(' ', StringSplitOptions.RemoveEmptyEntries)], ImmutableDictionary<string, double>.Empty)).State;
        state = Press(state, "Down", "Down").State;
        var offered = new List<string>();
        for (; offered.Count < 9; state = Press(state, "Right").State) offered.Add(state.Form.Device ?? "default");
        Assert.Equal(expected, string.Join(' ', offered.Distinct()));
    }

    [Theory]
    [InlineData("1", "Run")]
    [InlineData("7", "Machine")]
    public void Without_any_run_the_run_page_opens_unless_another_was_chosen(string key, string expected)
    {
        var state = Press(ScreenStates.Empty with { Page = PageName.Home, Runs = null }, key).State;
        Assert.Equal(expected, Reducer.Step(state, new RunsListed([], HasMore: false)).State.Page);
    }

    [Fact]
    public void A_run_leads_to_its_result()
    {
        var run = ExampleRun.Full with { Results = [] };
        var state = Press(ScreenStates.Empty with { Page = PageName.Run }, "r").State;
        state = Reducer.Step(state, new RunHappened(new RunStarted(run, 1) { At = ExampleRun.Start })).State;
        var (ended, effects) = Reducer.Step(state, new RunEnded(null));
        Assert.Equal(PageName.Home, ended.Page);
        Assert.Null(ended.Live);
        Assert.Contains(new LoadRun(run.Id), effects);
        Assert.Contains(run.Id, ended.Notice!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Trouble_of_a_run_is_shown_and_the_page_stays()
    {
        var (state, _) = Reducer.Step(ScreenStates.Of("run-starting", 80, 24), new RunEnded("database is locked"));
        Assert.Equal(PageName.Run, state.Page);
        Assert.True(state.Notice!.IsError);
        Assert.Contains("database is locked", FrameText.Plain(Layout.Frame(state)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_run_is_labelled_bounded_and_given_an_interpreter()
    {
        var state = ScreenStates.Empty with { Page = PageName.Run };
        state = Press(state, "Down", "Down", "Down", "Down", "Right", "Right").State;
        state = Press(state, "Down", "Enter", "r", "1", "Backspace", "Enter", "Down", "Enter", "/", "p", "Enter").State;
        Assert.Equal("", state.Filter);
        var start = Assert.IsType<StartRun>(Assert.Single(Press(state, "r").Effects));
        Assert.Equal((60.0, "r", "/p"), (start.Settings.BudgetSeconds, start.Label, start.Python));
    }

    [Fact]
    public void Results_of_an_interrupted_run_say_so()
    {
        var state = ScreenStates.Results(0) with
        {
            Table = StackBench.Report.RunTable.Of(
            ExampleRun.Full with { Status = Core.Results.RunStatus.Interrupted })
        };
        Assert.Contains("1 implausible, interrupted", FrameText.Plain(Layout.Frame(state)), StringComparison.Ordinal);
        Assert.DoesNotContain("interrupted", FrameText.Plain(Layout.Frame(ScreenStates.Results(0))), StringComparison.Ordinal);
    }
}
