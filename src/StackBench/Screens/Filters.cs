namespace StackBench.Screens;

/// <summary>What passes the filter of a page: all of its words, wherever they stand.</summary>
internal static class Filters
{
    public static bool Passes(string filter, string text) => filter.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
