namespace StackBench.Screens;

/// <summary>Names of the pages that the screen opens by itself; those of others stand in them alone.</summary>
internal static class PageName
{
    public const string Home = "Home";
    public const string Run = "Run";
    public const string Results = "Results";
}
