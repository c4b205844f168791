using StackBench.Core.Text;

namespace StackBench.Machine.Files;

/// <summary>Text of devices and files made fit to be shown.</summary>
internal static class PlainText
{
    private const int LongestExcerpt = 40;

    /// <inheritdoc cref="SafeText.OneLine"/>
    public static string OneLine(string text) => SafeText.OneLine(text);

    /// <summary>The beginning of a text, for a reason why it was not understood.</summary>
    public static string Excerpt(string text)
    {
        var line = OneLine(text);
        return line.Length <= LongestExcerpt ? line : line[..LongestExcerpt] + "…";
    }
}
