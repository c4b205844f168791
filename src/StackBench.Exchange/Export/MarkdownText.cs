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

    /// <summary>As code: the fence is longer than any run of backticks within.</summary>
    public static string Code(string text)
    {
        var line = SafeText.OneLine(text);
        var fence = new string('`', 1 + Longest(line));
        // The spaces are taken away again where the code begins or ends with a backtick.
        return line.StartsWith('`') || line.EndsWith('`') ? $"{fence} {line} {fence}" : $"{fence}{line}{fence}";
    }

    private static int Longest(string line)
    {
        var (longest, run) = (0, 0);
        foreach (var character in line) longest = Math.Max(longest, run = character == '`' ? run + 1 : 0);
        return longest;
    }
}
