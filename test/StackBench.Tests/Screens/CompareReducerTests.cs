using System.Collections.Immutable;
using StackBench.Screens;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Screens;

/// <summary>Choosing what is compared, and the baseline.</summary>
public sealed class CompareReducerTests
{
    [Fact]
    public void Any_two_runs_can_be_compared()
    {
        var state = ScreenStates.Of("compare-worse", 80, 24) with { Runs = ScreenStates.Summaries(5) };
        var (old, effects) = Press(state, "o", "Down", "Down", "Enter");
        Assert.Equal([new CompareRun(state.Run!, state.Runs!.Value[1].Id)], effects);
        Assert.Equal(state.Runs.Value[1].Id, old.Against);
        Assert.Equal([new CompareRun(state.Run!)], Press(state, "o", "Enter").Effects);
        Assert.Equal([new LoadRun(state.Runs.Value[2].Id)], Press(old, "n", "Down", "Down", "Enter").Effects);
        var loaded = Reducer.Step(old, new RunLoaded(ExampleRun.Full));
        Assert.Contains(new CompareRun(ExampleRun.Full, state.Runs.Value[1].Id), loaded.Effects);
        Assert.Empty(Press(state, "o", "Esc").State.Own);
    }

    [Fact]
    public void Enter_opens_the_compared_result_that_passes_the_filter()
    {
        var state = Press(ScreenStates.Of("compare-worse", 80, 24), "/", "c", "o", "m", "p", "Enter").State;
        Assert.DoesNotContain("gemm", FrameText.Plain(Layout.Frame(state)), StringComparison.Ordinal);
        var open = Press(state, "Enter").State;
        Assert.Equal(PageName.Results, open.Page);
        Assert.Equal("compute-peak", open.Rows[open.SelectedResult].Result.Benchmark);
    }

    /// <summary>The results meanwhile have no changes, and the old ones are of no comparison any more.</summary>
    [Fact]
    public void Results_are_drawn_while_another_comparison_is_awaited()
    {
        var state = ScreenStates.Of("compare-worse", 80, 24) with { Runs = ScreenStates.Summaries(5) };
        Assert.NotEmpty(state.Changes);
        var waiting = Press(state, "o", "Down", "Enter", "3").State;
        Assert.DoesNotContain("changes against", FrameText.Plain(Layout.Frame(waiting)), StringComparison.Ordinal);
        Assert.Empty(waiting.Changes);
    }

    [Fact]
    public void Where_no_run_passes_the_filter_the_baseline_is_left_to_choose()
    {
        var state = ScreenStates.Of("compare-worse", 80, 24) with { Runs = ScreenStates.Summaries(5) };
        Assert.Equal([new CompareRun(state.Run!)], Press(state, "o", "Down", "/", "z", "z", "Enter", "Enter").Effects);
        Assert.Empty(Press(state, "n", "/", "z", "z", "Enter", "Enter").Effects);
    }

    [Fact]
    public void Older_runs_are_asked_for_near_the_end_of_the_choice()
    {
        var state = ScreenStates.Of("compare-worse", 80, 24) with { Runs = ScreenStates.Summaries(200), HasMoreRuns = true };
        Assert.Equal([new ListRuns(800)], Press(state, "o", "End").Effects);
        Assert.Empty(Press(state, "o", "Down").Effects);
    }

    [Fact]
    public void An_answer_to_an_older_question_is_dropped()
    {
        var state = ScreenStates.Of("compare-worse", 80, 24).Uncompared() with { Against = "b" };
        ScreenState After(string? against) => Reducer.Step(state,
            new RunCompared(null, "why") { Question = new CompareRun(state.Run!, against) }).State;
        Assert.Null(After("a").NoComparison);
        Assert.Null(After(null).NoComparison);
        Assert.Equal("why", After("b").NoComparison);
        var another = new RunCompared(null, "why") { Question = new CompareRun(ExampleRun.Small(7), "b") };
        Assert.Null(Reducer.Step(state, another).State.NoComparison);
    }

    [Theory]
    [InlineData("a", "Add")]
    [InlineData("r", "Replace")]
    [InlineData("x", null)]
    public void A_baseline_of_several_runs_is_asked_about(string key, string? name)
    {
        PinWay? way = name is null ? null : Enum.Parse<PinWay>(name);
        var state = ScreenStates.Results(0);
        Assert.Equal([new PinBaseline(ExampleRun.Full)], Press(state, "b").Effects);
        var asked = Reducer.Step(state, new BaselineAsked(ExampleRun.Full, 6)).State;
        Assert.Contains("The baseline has 6 runs. a: add", FrameText.Plain(Layout.Frame(asked)), StringComparison.Ordinal);
        var (answered, effects) = Press(asked, key);
        Assert.Equal(way is null ? [] : [new PinBaseline(ExampleRun.Full, way)], effects);
        Assert.Null(answered.BaselineQuestion);
    }

    /// <summary>The question comes when the store was read; what is typed meanwhile is no answer.</summary>
    [Fact]
    public void A_word_that_is_typed_answers_no_question()
    {
        var typing = Press(ScreenStates.Results(0), "/", "g").State;
        var (state, effects) = Press(Reducer.Step(typing, new BaselineAsked(ExampleRun.Full, 6)).State, "r");
        Assert.Empty(effects);
        Assert.Equal("gr", state.Filter);
        Assert.NotNull(state.BaselineQuestion);
    }

    private static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Press(ScreenState state, params ReadOnlySpan<string> keys)
    {
        ImmutableArray<ScreenEffect> effects = [];
        foreach (var key in keys) (state, effects) = Reducer.Step(state, new KeyPressed(key));
        return (state, effects);
    }
}
