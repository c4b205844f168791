using System.Collections.Immutable;

namespace StackBench.Screens;

/// <summary>Keys that every page has; the others are the page's.</summary>
internal static class KeyReducer
{
    public static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Step(ScreenState state, string key)
    {
        if (key == "Ctrl+C") return state.Live is null ? (state, [new Quit()]) : Stop(state);
        var quiet = state with { Notice = null };
        if (state.IsAskedToQuit) return key == "y" ? (quiet, [new StopRun(), new Quit()]) : (quiet with { IsAskedToQuit = false }, []);
        if (state.BaselineQuestion is { } asked && !state.IsTypingFilter && !state.OpenPage.IsTyping(state))
            return (quiet with { BaselineQuestion = null }, key switch
            {
                "a" when asked.Count is not null => [new PinBaseline(asked.Run, PinWay.Add)],
                "r" => [new PinBaseline(asked.Run, PinWay.Replace)],
                _ => [],
            });
        if (state.IsTypingFilter) return (Type(quiet, key), []);
        if (state.IsHelpOpen) return (quiet with { IsHelpOpen = false }, []);
        if (state.OpenPage.IsTyping(state) && state.OpenPage.Press(quiet, key) is { } typed) return typed;
        if (key.Length == 1 && key[0] - '1' is var page && page >= 0 && page < state.Pages.Length) return Open(quiet, state.Pages[page]);
        if (state.OpenPage.Press(quiet, key) is { } pressed) return pressed;
        return key switch
        {
            "q" => Leave(quiet),
            "?" => (quiet with { IsHelpOpen = true }, []),
            "/" when state.OpenPage.HasFilter => (quiet with { IsTypingFilter = true }, []),
            "Esc" => (quiet with { Filter = "", IsZoomed = false }, []),
            "Tab" => Open(quiet, state.Pages[(state.PageIndex + 1) % state.Pages.Length]),
            "BackTab" => Open(quiet, state.Pages[(state.PageIndex + state.Pages.Length - 1) % state.Pages.Length]),
            "t" => (quiet with { Palette = (Palette)(((int)state.Palette + 1) % Enum.GetValues<Palette>().Length) }, []),
            "z" => (quiet with { IsZoomed = !state.IsZoomed }, []),
            "f" => (quiet with { IsFrozen = !state.IsFrozen }, []),
            "x" when state.Live is not null => Stop(quiet),
            "r" => Open(quiet, PageName.Run),
            "e" when state.Run is { } run => (quiet, [state.Report.Export(state, run)]),
            "b" when state.Run is { } run => (quiet, [new PinBaseline(run)]),
            _ => (quiet, []),
        };
    }

    public static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Open(ScreenState state, string page) =>
        Open(state, state.Pages.First(one => one.Name == page));

    public static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Open(ScreenState state, IPage page)
    {
        var opened = state with { Page = page.Name, Scroll = 0, Filter = "", IsTypingFilter = false, IsHelpOpen = false };
        return (opened, page.Opened(opened));
    }

    private static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Leave(ScreenState state) =>
        state.Live is null ? (state, [new Quit()]) : (state with { IsAskedToQuit = true }, []);

    private static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Stop(ScreenState state) =>
        (state with { Live = state.Live! with { IsStopping = true } }, [new StopRun()]);

    private static ScreenState Type(ScreenState state, string key) => key switch
    {
        "Enter" => state with { IsTypingFilter = false },
        "Esc" => state with { IsTypingFilter = false, Filter = "" },
        "Backspace" => Selected(state, state.Filter.Length > 0 ? state.Filter[..^1] : ""),
        { Length: 1 } => Selected(state, state.Filter + key),
        _ => state,
    };

    // What was selected may be gone from the list.
    private static ScreenState Selected(ScreenState state, string filter) =>
        state with { Filter = filter, SelectedResult = 0, SelectedRun = 0, Scroll = 0 };
}
