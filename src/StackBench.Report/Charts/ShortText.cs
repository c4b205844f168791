namespace StackBench.Report.Charts;

/// <summary>Text for a place that is too small for it. Pure.</summary>
internal static class ShortText
{
    /// <summary>The begin of a text that is too long, with an ellipsis.</summary>
    public static string Of(string text, int characters) =>
        text.Length <= characters ? text : text[..Math.Max(0, characters - 1)].TrimEnd() + "…";
}
