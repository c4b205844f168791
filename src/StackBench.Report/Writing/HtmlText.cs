using System.Buffers;
using System.Text;
using StackBench.Core.Text;

namespace StackBench.Report.Writing;

/// <summary>Text of untrusted origin for the content or a quoted attribute of an HTML or SVG element.</summary>
internal static class HtmlText
{
    /// <summary>More of one text would hide the page it stands on; the embedded document has all of it.</summary>
    public const int MostCharacters = 2000;

    private static readonly SearchValues<char> Meaningful = SearchValues.Create("&<>\"'`");

    /// <summary>On one line, without control and bidirectional characters, of limited length, and without meaning to HTML.</summary>
    public static string Escape(string text)
    {
        var shown = SafeText.OneLine(text.Length > MostCharacters ? Begin(text) : text);
        if (shown.AsSpan().IndexOfAny(Meaningful) < 0) return shown;
        var escaped = new StringBuilder(shown.Length + 16);
        foreach (var character in shown)
        {
            escaped.Append(character switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '`' => "&#96;",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Begin(string text) =>
        text[..(char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)] + " …";
}
