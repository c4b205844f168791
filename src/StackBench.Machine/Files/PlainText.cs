using System.Globalization;
using System.Text;

namespace StackBench.Machine.Files;

/// <summary>Text of devices and files made fit to be shown: one line, no control characters.</summary>
internal static class PlainText
{
    private const int LongestExcerpt = 40;

    /// <summary>Control and invisible format characters dropped, runs of blanks made one, ends trimmed.</summary>
    public static string OneLine(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isBlank = Rune.IsWhiteSpace(rune) || rune.Value == 0;
            if (isBlank && builder.Length > 0 && builder[^1] != ' ') builder.Append(' ');
            if (!isBlank && IsVisible(rune)) builder.Append(rune.ToString());
        }

        return builder.ToString().Trim();
    }

    /// <summary>The beginning of a text, for a reason why it was not understood.</summary>
    public static string Excerpt(string text)
    {
        var line = OneLine(text);
        return line.Length <= LongestExcerpt ? line : line[..LongestExcerpt] + "…";
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
