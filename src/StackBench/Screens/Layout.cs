using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>The frame of a state: a line of pages, the page, a line of what happens and one of keys. Pure.</summary>
internal static class Layout
{
    public const int LeastWidth = 80;
    public const int LeastHeight = 24;
    public const int HeaderLines = 2;
    private const int FooterLines = 2;
    private const string Gap = "  ";
    private const string Title = "StackBench ";

    private static readonly ImmutableArray<string> Keys =
    [
        "arrows, hjkl    move; PageUp, PageDown, Home, End; the wheel",
        "left, right     change a value; another chart of the page",
        "Enter, Space    open, choose",
        "/               filter; Enter keeps it, Esc removes it",
        "z               charts as large as the page",
        "f               freeze the screen; a run goes on",
        "r               to the page Run; there: start",
        "x, Ctrl-C       stop the run after this sample; what was measured is kept",
        "b               make the shown run the baseline of this machine; asks where there is one",
        "e               export the shown run to a file",
        "t               colours: safe for colour blindness, green and red, none",
        "q               quit",
    ];

    public static Frame Frame(ScreenState state)
    {
        if (state.Width < LeastWidth || state.Height < LeastHeight) return TooSmall(state);
        var height = BodyHeight(state);
        var body = state.IsHelpOpen ? Help(state) : state.OpenPage.Lines(state, state.Width, height);
        return Screens.Frame.Of(
            state.Width,
            state.Height,
            [Header(state), TextLine.Empty, .. body.Take(height), .. Enumerable.Repeat(TextLine.Empty, Math.Max(0, height - body.Length)),
                Status(state), Footer(state)],
            state.Glyphs);
    }

    public static int BodyHeight(ScreenState state) => Math.Max(0, state.Height - HeaderLines - FooterLines);

    /// <summary>The page whose name is at a place of the header; null where there is none.</summary>
    public static IPage? PageAt(ScreenState state, int column, int row)
    {
        if (row != 0 || state.Width < LeastWidth || state.Height < LeastHeight) return null;
        var begin = Title.Length;
        foreach (var page in state.Pages)
        {
            var end = begin + Tab(state, page).Length;
            if (column >= begin && column < end) return page;
            begin = end;
        }

        return null;
    }

    private static ImmutableArray<TextLine> Help(ScreenState state) =>
    [
        .. ((IEnumerable<string>)[$"1 to {state.Pages.Length}, Tab     pages; Shift-Tab goes back; a click on their names too", .. Keys,
            .. state.Pages.SelectMany(page => page.Help), "", "Any key closes this."])
            .Select(line => TextLine.Of(line)),
    ];

    private static string Tab(ScreenState state, IPage page)
    {
        var isOpen = page.Name == state.Page;
        return string.Create(
            CultureInfo.InvariantCulture, $"{(isOpen ? "[" : " ")}{state.Pages.IndexOf(page) + 1} {page.Name}{(isOpen ? "]" : " ")}");
    }

    private static TextLine Header(ScreenState state) => new([new Span(Title, IsHeading: true), .. state.Pages.Select(
        page => new Span(Tab(state, page), page.Name == state.Page ? Role.Plain : Role.Muted, page.Name == state.Page))]);

    private static TextLine Status(ScreenState state)
    {
        if (state.IsAskedToQuit)
            return TextLine.Of(new Span("A run is in progress. Stop it and quit? y: yes, any other key: no", Role.Warn, IsHeading: true));
        if (state.BaselineQuestion is { } asked) return TextLine.Of(new Span(Question(asked), Role.Warn, IsHeading: true));
        if (state.IsTypingFilter) return TextLine.Of(new Span("filter: ", Role.Muted), state.Glyphs.Text(state.Filter) + "_");
        if (state.Notice is { } notice)
            return TextLine.Of(new Span(state.Glyphs.Text(notice.Text), notice.IsError ? Role.Error : Role.Better));
        string?[] parts =
        [
            state.Live is { } live ? live.Progress : null,
            state.Filter.Length > 0 ? $"filter: {state.Filter}" : null,
            state.IsFrozen ? "frozen" : null,
        ];
        return TextLine.Of(new Span(state.Glyphs.Text(string.Join("   ", parts.OfType<string>())), Role.Muted));
    }

    private static string Question(BaselineAsked asked) => asked.Count is { } count
        ? string.Create(CultureInfo.InvariantCulture,
            $"The baseline has {count} {(count == 1 ? "run" : "runs")}. a: add this one, r: replace, any other key: leave it")
        : "The baseline is always the newest runs. r: replace it by this one, any other key: leave it";

    private static TextLine Footer(ScreenState state)
    {
        if (state.IsHelpOpen) return TextLine.Of(new Span("any key: back", Role.Muted));
        string[] general = state.Live is null ? ["? keys", "q quit"] : ["x stop", "? keys", "q quit"];
        var keys = state.OpenPage.Keys(state).ToList();
        if (state.OpenPage.HasFilter) keys.Add("/ filter");
        keys.Add("t colours");
        // Where room is short the help still names the others.
        while (keys.Count > 0 && string.Join(Gap, keys.Concat(general)).Length > state.Width) keys.RemoveAt(keys.Count - 1);
        return TextLine.Of(new Span(string.Join(Gap, keys.Concat(general)), Role.Muted));
    }

    private static Frame TooSmall(ScreenState state) => Screens.Frame.Of(
        state.Width,
        state.Height,
        TextWidth.Wrap(string.Create(CultureInfo.InvariantCulture, $"This terminal has {state.Width}x{state.Height} cells; StackBench "
            + $"needs {LeastWidth}x{LeastHeight}. Make it larger, or q to quit."), Math.Max(1, state.Width))
            .Select(line => TextLine.Of(line)),
        state.Glyphs);
}
