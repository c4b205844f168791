using System.Collections.Immutable;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>A page: draws itself from the state, and says what its keys do to it. Pure.</summary>
internal interface IPage
{
    /// <summary>Its tab, and what <see cref="ScreenState.Page"/> is while it is open.</summary>
    string Name { get; }

    /// <summary>Lines for the help that <c>?</c> opens: <c>s               sort the results</c>.</summary>
    ImmutableArray<string> Help => [];

    /// <summary>Whether <c>/</c> filters what it lists.</summary>
    bool HasFilter => false;

    /// <summary>Whether every key goes into a text of it.</summary>
    bool IsTyping(ScreenState state) => false;

    /// <summary>What it asks of the world when it is opened, such as <see cref="Ask"/>.</summary>
    ImmutableArray<ScreenEffect> Opened(ScreenState state) => [];

    /// <summary>Keys that do something now, for the footer: <c>r run</c>.</summary>
    ImmutableArray<string> Keys(ScreenState state);

    /// <param name="width">Cells of a line.</param>
    /// <param name="height">Lines; more are cut.</param>
    ImmutableArray<TextLine> Lines(ScreenState state, int width, int height);

    /// <returns>Null where the key means nothing here.</returns>
    (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key);

    /// <summary>The state after a click on a line of the page; unchanged where nothing is there.</summary>
    /// <param name="line">0-based, of the page.</param>
    /// <param name="height">As drawn.</param>
    ScreenState Click(ScreenState state, int line, int height) => state;
}
