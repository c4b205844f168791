namespace StackBench.Screens;

/// <summary>
/// How many runs are listed: few at once, more as the selection nears their end, so that a long history opens as quickly as a short one.
/// </summary>
internal static class HistoryLimits
{
    public const int First = 200;
    public const int Trends = 500;

    /// <summary>Lines before the end at which more are asked for.</summary>
    public const int Ahead = 50;
}
