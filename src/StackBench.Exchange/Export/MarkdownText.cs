using System.Text;
using StackBench.Core.Text;

namespace StackBench.Exchange.Export;

/// <summary>Text of untrusted origin for a GitHub-flavoured Markdown document.</summary>
internal static class MarkdownText
{
    /// <summary>On one line and without meaning to Markdown or HTML; also within a cell of a table.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in SafeText.OneLine(text))
        {
            escaped.Append(character switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '$' => $"\\{character}",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }
}
