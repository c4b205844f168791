using System.Collections.Immutable;
using StackBench.Screens;
using StackBench.Screens.Pages;
using StackBench.Store;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Screens;

/// <summary>A page is a class and its place in the list, as CONTRIBUTING promises: nothing else knows this one.</summary>
public sealed class NewPageTests
{
    private static readonly ScreenState State = ScreenStates.Results(0) with { Pages = [.. AllPages.All, new FleetPage()], Width = 100 };

    [Fact]
    public void A_page_in_the_list_has_a_key_a_tab_help_and_is_drawn()
    {
        var (open, effects) = Reducer.Step(State, new KeyPressed("8"));
        Assert.Equal("Fleet", open.Page);
        Assert.Contains("[8 Fleet]", FrameText.Plain(Layout.Frame(open)), StringComparison.Ordinal);
        Assert.Contains("asking", FrameText.Plain(Layout.Frame(open)), StringComparison.Ordinal);
        Assert.IsType<Ask>(Assert.Single(effects));

        var help = FrameText.Plain(Layout.Frame(Reducer.Step(open, new KeyPressed("?")).State));
        Assert.Contains("1 to 8, Tab     pages", help, StringComparison.Ordinal);
        Assert.Contains("n               the next machine", help, StringComparison.Ordinal);
        Assert.Equal(AllPages.All[0].Name, Reducer.Step(open, new KeyPressed("Tab")).State.Page);
    }

    [Fact]
    public void A_click_on_its_tab_opens_it()
    {
        var header = FrameText.Plain(Layout.Frame(State)).Split('\n')[0];
        var (open, effects) = Reducer.Step(State, new Clicked(header.IndexOf("8 Fleet", StringComparison.Ordinal), 0));
        Assert.Equal("Fleet", open.Page);
        Assert.Single(effects);
    }

    [Fact]
    public void What_it_asks_of_the_store_and_what_is_chosen_on_it_is_its_own()
    {
        using var folder = new TemporaryFolder();
        using var store = RunStore.Open(new StoreLocation(folder.File("home")));
        store.Import(ExampleRun.Full);
        var (state, effects) = Reducer.Step(State, new KeyPressed("8"));
        var ask = Assert.IsType<Ask>(Assert.Single(effects));
        state = Reducer.Step(state, new Answered(ask.Page, ask.Read(store))).State;
        state = Reducer.Step(state, new KeyPressed("n")).State;
        Assert.Contains("1 run, machine 2", FrameText.Plain(Layout.Frame(state)), StringComparison.Ordinal);
    }

    private sealed record Fleet(int Runs, int Machine);

    private sealed class FleetPage : IPage
    {
        public string Name => "Fleet";

        public ImmutableArray<string> Help => ["n               the next machine"];

        public ImmutableArray<string> Keys(ScreenState state) => ["n next"];

        public ImmutableArray<ScreenEffect> Opened(ScreenState state) => [new Ask(Name, store => new Fleet(store.List().Length, 1))];

        public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height) =>
            [TextLine.Of(Of(state) is { } fleet ? $"{fleet.Runs} run, machine {fleet.Machine}" : "asking")];

        public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key) =>
            key == "n" && Of(state) is { } fleet
                ? (state with { Own = state.Own.SetItem(Name, fleet with { Machine = fleet.Machine + 1 }) }, [])
                : null;

        private Fleet? Of(ScreenState state) => state.Own.GetValueOrDefault(Name) as Fleet;
    }
}
