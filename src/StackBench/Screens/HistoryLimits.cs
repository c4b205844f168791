using System.Collections.Immutable;

namespace StackBench.Screens;

/// <summary>
/// How many runs are listed: few at once, more as the selection nears their end, so that a long history opens as quickly as a short one.
/// </summary>
internal static class HistoryLimits
{
    public const int First = 200;
    public const int Trends = 500;

    /// <summary>Lines before the end at which more are asked for.</summary>
    private const int Ahead = 50;

    /// <summary>What to ask for as the selection comes to a line of the listed runs.</summary>
    public static ImmutableArray<ScreenEffect> More(ScreenState state, int selected) =>
        state.HasMoreRuns && state.Filter.Length == 0 && selected >= state.ListedRuns.Length - Ahead
            ? [new ListRuns(state.ListedRuns.Length * 4)]
            : [];
}
