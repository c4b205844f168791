using System.Globalization;
using System.Text;

namespace StackBench.Core.Text;

/// <summary>Makes text of untrusted origin (labels, reasons, engine output) harmless to print.</summary>
public static class SafeText
{
    /// <summary>
    /// One line without control characters: escape sequences cannot reach the terminal, bidirectional overrides cannot reorder
    /// the line, and every run of white space, line ends and padding NULs included, is one blank.
    /// </summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || rune.Value == 0)
            {
                if (safe.Length > 0 && safe[^1] != ' ') safe.Append(' ');
            }
            else if (IsVisible(rune))
            {
                safe.Append(rune.ToString());
            }
        }

        return safe.ToString().TrimEnd(' ');
    }

    /// <summary>Format characters (Cf) hold the bidirectional controls; a joiner within an emoji is a small loss.</summary>
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
