using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Screens;
using StackBench.Screens.Pages;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Screens;

public sealed partial class ReducerTests
{
    [Fact]
    public void Keys_walk_through_every_page()
    {
        var state = ScreenStates.Results(0);
        foreach (var (index, page) in AllPages.All.Index())
        {
            state = Press(state, (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)).State;
            Assert.Equal(page.Name, state.Page);
            Assert.Contains($"[{index + 1} {page.Name}]", FrameText.Plain(Layout.Frame(state)), StringComparison.Ordinal);
        }

        Assert.Equal(PageName.Home, Press(state, "Tab").State.Page);
    }

    [Theory]
    [InlineData("Down", 0, 1)]
    [InlineData("j", 0, 1)]
    [InlineData("Up", 0, 0)]
    [InlineData("k", 3, 2)]
    [InlineData("End", 0, 10)]
    [InlineData("PageDown", 5, 10)]
    [InlineData("Home", 7, 0)]
    public void Keys_move_the_selection(string key, int from, int to) =>
        Assert.Equal(to, Press(ScreenStates.Results(from), key).State.SelectedResult);

    [Fact]
    public void A_filter_is_typed_kept_and_removed()
    {
        var state = Press(ScreenStates.Results(5), "/", "g", "e", "m", "q", "Backspace").State;
        Assert.Equal("gem", state.Filter);
        Assert.All(state.Rows, row => Assert.Equal("gemm", row.Result.Benchmark));
        Assert.Equal(0, state.SelectedResult);
        Assert.Equal(4, state.Rows.Length);
        Assert.Equal("gem", Press(state, "Enter").State.Filter);
        Assert.Equal("", Press(state, "Enter", "Esc").State.Filter);
    }

    [Fact]
    public void Sorting_puts_the_failed_first()
    {
        var state = Press(ScreenStates.Results(0), "s", "s").State;
        Assert.All(state.Rows.Take(2), row => Assert.True(row.Result.Outcome is Failed or Implausible));
        Assert.Equal("attention", Press(state, "s").State.Rows[0].Result.Benchmark);
    }

    [Fact]
    public void Sorting_by_change_puts_regressions_first()
    {
        var state = Press(ScreenStates.Of("results-many", 80, 24), "s").State;
        Verdict?[] verdicts = [.. state.Rows.Select(row => state.Changes.GetValueOrDefault(row.Result.Key)?.Verdict)];
        Assert.Equal(Verdict.Regression, verdicts[0]);
        Assert.Equal(verdicts.Count(verdict => verdict == Verdict.Regression),
            verdicts.TakeWhile(verdict => verdict == Verdict.Regression).Count());
        Assert.Null(verdicts[^1]);
    }

    [Fact]
    public void Groups_that_were_skipped_alike_are_one_line_unless_they_are_looked_for()
    {
        var skipped = ExampleRun.Full.Results[^1];
        var run = ExampleRun.Full with { Results = [.. ExampleRun.Full.Results, skipped with { Workload = "7B q8" }] };
        var state = ScreenStates.Results(0) with { Table = StackBench.Report.RunTable.Of(run) };
        Assert.Equal(2, state.Rows[^1].Alike);
        Assert.Equal(run.Results.Length - 1, state.Rows.Length);
        Assert.Contains("all 2 workloads skipped", FrameText.Plain(Layout.Frame(Press(state, "End").State)), StringComparison.Ordinal);
        Assert.Equal(2, (state with { Filter = skipped.Benchmark }).Rows.Length);
    }

    [Fact]
    public void Charts_and_pages_are_gone_through_both_ways()
    {
        var state = ScreenStates.Of("results-roofline", 80, 24);
        foreach (var (forth, back) in ((string, string)[])[("c", "C"), ("Right", "Left"), ("Tab", "BackTab")])
        {
            Assert.NotEqual(Layout.Frame(state), Layout.Frame(Press(state, forth).State));
            Assert.Equal((state.Chart, state.Page), (Press(state, forth, back).State.Chart, Press(state, forth, back).State.Page));
        }

        Assert.Equal("Machine", Press(state with { Page = PageName.Home }, "BackTab").State.Page);
    }

    [Fact]
    public void Only_pages_that_list_something_offer_a_filter()
    {
        foreach (var page in AllPages.All)
        {
            var state = ScreenStates.Results(0) with { Page = page.Name, Width = 160 };
            Assert.Equal(page.HasFilter, FrameText.Plain(Layout.Frame(state)).Contains("/ filter", StringComparison.Ordinal));
            Assert.Equal(page.HasFilter, Press(state, "/").State.IsTypingFilter);
        }
    }

    [Fact]
    public void Quitting_asks_only_while_measuring()
    {
        Assert.Equal([new Quit()], Press(ScreenStates.Empty, "q").Effects);
        var (asked, effects) = Press(ScreenStates.Of("run-live", 80, 24), "q");
        Assert.Empty(effects);
        Assert.Contains("Stop it and quit?", FrameText.Plain(Layout.Frame(asked)), StringComparison.Ordinal);
        Assert.Empty(Press(asked, "n").Effects);
        Assert.Equal([new StopRun(), new Quit()], Press(asked, "y").Effects);
    }

    [Fact]
    public void Ctrl_C_stops_the_run_or_else_quits()
    {
        Assert.Equal([new Quit()], Press(ScreenStates.Empty, "Ctrl+C").Effects);
        var (stopping, effects) = Press(ScreenStates.Of("run-live", 80, 24), "Ctrl+C");
        Assert.Equal([new StopRun()], effects);
        Assert.True(stopping.Live!.IsStopping);
    }

    [Fact]
    public void More_runs_are_asked_for_near_the_end_of_the_list()
    {
        var state = ScreenStates.Of("history", 80, 24) with { Runs = ScreenStates.Summaries(200), HasMoreRuns = true };
        Assert.Empty(Press(state, "Down").Effects);
        Assert.Equal([new ListRuns(800)], Press(state, "End").Effects);
        Assert.Empty(Press(state with { HasMoreRuns = false }, "End").Effects);
    }

    [Fact]
    public void Left_and_right_go_through_the_metrics()
    {
        var state = ScreenStates.Of("history", 80, 24);
        Assert.Equal(1, Press(state, "Right").State.SelectedTrend);
        Assert.Equal(0, Press(state, "Right", "Right").State.SelectedTrend);
        Assert.Equal(1, Press(state, "Left").State.SelectedTrend);
    }

    [Fact]
    public void Enter_opens_a_run_of_the_history()
    {
        var (state, effects) = Press(ScreenStates.Of("history", 80, 24), "Down", "Enter");
        Assert.Equal(PageName.Results, state.Page);
        Assert.Equal([new LoadRun(state.Runs!.Value[1].Id)], effects);
    }

    [Theory]
    [InlineData("Down", "csv-samples", "stackbench-20261124-081502-7f3a.samples.csv")]
    [InlineData("Up", "csv", "stackbench-20261124-081502-7f3a.csv")]
    public void Another_format_than_a_report_can_be_chosen(string key, string format, string path)
    {
        var state = ScreenStates.Of("report", 80, 24);
        Assert.Equal([new ExportRun(ExampleRun.Full, format, path, null)], Press(state, key, "e").Effects);
    }

    [Fact]
    public void A_report_has_what_is_shown_and_what_was_typed()
    {
        var state = HomeStates.Slow with { Page = "Report" };
        var export = Assert.IsType<ExportRun>(Assert.Single(Press(state, "e").Effects));
        Assert.Equal(state.Comparison, export.Report!.Comparison);
        Assert.NotEmpty(export.Report.Trends);

        // Text, with keys in it that mean something elsewhere.
        var typed = Press(state, "Home", "Enter", "Down", "Enter", "q", "1", "e", "Enter", "Down", "Down", "Enter", "a", "Enter", "e");
        export = Assert.IsType<ExportRun>(Assert.Single(typed.Effects));
        Assert.Equal(("q1e", "a"), (export.Report!.Title, export.Path));
        Assert.Null(export.Report.Comparison);
    }

    [Fact]
    public void The_mouse_opens_pages_and_selects_lines()
    {
        var state = ScreenStates.Of("results", 120, 40);
        var header = Layout.Frame(state).Lines[0].ToString();
        var history = Reducer.Step(state, new Clicked(header.IndexOf("5 History", StringComparison.Ordinal), 0)).State;
        Assert.Equal("History", history.Page);

        var row = Layout.Frame(state).Lines.Index().First(line => line.Item.ToString().Contains("bf16", StringComparison.Ordinal)).Index;
        var clicked = Reducer.Step(state, new Clicked(10, row)).State;
        Assert.Equal("bf16 2048x2048x2048", clicked.Rows[clicked.SelectedResult].Result.Workload);
        Assert.Equal(3, Reducer.Step(state, new Wheeled(1)).State.SelectedResult);
        Assert.Equal(state, Reducer.Step(state, new Clicked(0, 39)).State);
    }

    [Fact]
    public void Enter_opens_the_result_of_a_layer()
    {
        var state = Press(ScreenStates.Of("home", 80, 24), "Down", "Down").State;
        var layer = state.Headlines[2].Rung.Result.Key;
        Assert.Contains("▸  " + state.Headlines[2].Rung.Title, FrameText.Plain(Layout.Frame(state)), StringComparison.Ordinal);
        var (open, _) = Press(state, "Enter");
        Assert.Equal(PageName.Results, open.Page);
        Assert.Equal(layer, open.Rows[open.SelectedResult].Result.Key);
    }

    [Fact]
    public void A_click_selects_a_layer()
    {
        var state = ScreenStates.Of("home-gpu", 120, 40);
        var lines = Layout.Frame(state).Lines;
        foreach (var headline in state.Headlines.Where(headline => headline.Rung.IsFastest))
        {
            var row = lines.Index().First(line =>
                line.Item.ToString().TrimStart('▸', ' ').StartsWith($"{headline.Rung.Title} ", StringComparison.Ordinal)).Index;
            var clicked = Layout.Frame(Reducer.Step(state, new Clicked(5, row)).State).Lines[row].ToString();
            Assert.StartsWith("▸", clicked, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_best_of_another_run_than_the_shown_is_not_taken()
    {
        var state = ScreenStates.Of("home-first", 80, 24);
        Assert.Null(Reducer.Step(state, new BestRead("another", new Core.Verdicts.OwnBest(
            ImmutableDictionary<ResultKey, double>.Empty))).State.Best);
    }

    [Fact]
    public void Any_key_closes_the_help()
    {
        var help = Press(ScreenStates.Results(0), "?").State;
        Assert.Contains("stop the run", FrameText.Plain(Layout.Frame(help)), StringComparison.Ordinal);
        Assert.False(Press(help, "j").State.IsHelpOpen);
        var (closed, effects) = Press(help, "q");
        Assert.False(closed.IsHelpOpen);
        Assert.Empty(effects);
    }

    [Fact]
    public void Without_runs_the_screen_opens_where_one_is_made() =>
        Assert.Equal(PageName.Run,
            Reducer.Step(ScreenStates.Empty with { Runs = null, Page = PageName.Home }, new RunsListed([], HasMore: false)).State.Page);

    [Theory]
    [InlineData(100, 30)]
    [InlineData(200, 60)]
    public void A_new_size_is_drawn(int width, int height)
    {
        var frame = Layout.Frame(Reducer.Step(ScreenStates.Results(0), new Resized(width, height)).State);
        Assert.Equal((width, height), (frame.Width, frame.Height));
    }

    private static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Press(ScreenState state, params ReadOnlySpan<string> keys)
    {
        ImmutableArray<ScreenEffect> effects = [];
        foreach (var key in keys) (state, effects) = Reducer.Step(state, new KeyPressed(key));
        return (state, effects);
    }
}
