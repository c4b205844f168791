using StackBench.Screens;
using StackBench.Terminal;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Screens;

public sealed class PageSnapshotTests
{
    private static readonly string[] Names =
    [
        "home-empty", "home", "home-loss", "home-gpu", "home-first", "machine-empty", "machine",
        "run-form", "run-form-known", "run-starting", "run-live", "run-next", "results-empty", "results", "results-distribution",
        "results-roofline", "results-failed", "results-skipped",
        "results-compared", "results-many", "results-by-change", "results-by-name",
        "compare-empty", "compare-worse", "compare-better", "compare-inconclusive",
        "compare-many", "compare-filtered", "compare-choose", "history-empty", "history", "report-empty", "report", "report-compared",
    ];

    public static TheoryData<string, int, int> All()
    {
        var data = new TheoryData<string, int, int>();
        foreach (var name in Names)
            foreach (var (width, height) in ((int, int)[])[(80, 24), (120, 40), (160, 50)]) data.Add(name, width, height);
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_page_looks_as_it_should(string name, int width, int height)
    {
        var frame = Layout.Frame(ScreenStates.Of(name, width, height));
        Assert.Equal(height, frame.Lines.Length);
        Assert.All(frame.Lines, line => Assert.InRange(TextWidth.Of(line.ToString()), 0, width));
        Snapshot.Match(FrameText.Styled(frame), $"{name}-{width}x{height}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void With_ascii_no_other_character_is_drawn(string name, int width, int height)
    {
        var frame = Layout.Frame(ScreenStates.Of(name, width, height) with { Glyphs = Glyphs.Ascii });
        Assert.All(FrameText.Plain(frame), character =>
            Assert.True(character == '\n' || character is >= ' ' and <= '~', $"character U+{(int)character:X4}"));
    }

    [Theory]
    [InlineData(79, 24)]
    [InlineData(80, 23)]
    [InlineData(10, 3)]
    [InlineData(1, 1)]
    public void A_terminal_that_is_too_small_is_told_what_is_needed(int width, int height)
    {
        var frame = Layout.Frame(ScreenStates.Of("results", width, height));
        Assert.Equal(height, frame.Lines.Length);
        Assert.All(frame.Lines, line => Assert.InRange(line.ToString().Length, 0, width));
        if (width >= 79) Assert.Contains("StackBench needs 80x24", FrameText.Plain(frame), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_shown_of_a_long_history_is_laid_out()
    {
        var state = ScreenStates.Of("history", 80, 24) with { Runs = ScreenStates.Summaries(10_000), SelectedRun = 9_999 };
        Assert.Contains(state.Runs!.Value[^1].Id, FrameText.Plain(Layout.Frame(state)), StringComparison.Ordinal);
    }
}
