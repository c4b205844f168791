using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Import;

/// <summary>What tools print around what they were asked for.</summary>
internal static class DumpText
{
    private const int MostWarnings = 8;

    /// <summary>A text that was quoted in a mail or an issue without its marks.</summary>
    public static string Unquoted(string text) => text.Split('\n') is var lines && lines.All(line => line.Length == 0 || line[0] == '>')
        ? string.Join('\n', lines.Select(line => line.StartsWith("> ", StringComparison.Ordinal) ? line[2..] : line.TrimStart('>')))
        : text;

    /// <summary>JSON behind lines of text, with those lines; null where no line begins like JSON.</summary>
    public static (string? Json, string? Before) Json(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '{' || (text[at] == '[' && IsList(text, at))) return (text[at..], text[..at]);
            var end = text.IndexOf('\n', at);
            if (end < 0) break;
            at = end + 1;
            while (at < text.Length && text[at] is ' ' or '\t') at++;
        }

        return (null, null);
    }

    /// <summary>Lines that begin with a word for a warning.</summary>
    public static ImmutableArray<string> Warnings(string text) =>
    [
        .. text.Split('\n').Select(PlainText.OneLine)
            .Where(line =>
                line.StartsWith("WARN", StringComparison.OrdinalIgnoreCase) || line.StartsWith("ERROR:", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Take(MostWarnings),
    ];

    // [Unknown Error] is no list.
    private static bool IsList(string text, int at)
    {
        var next = at + 1;
        while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
        return next == text.Length || text[next] is '{' or '[' or ']' or '"' || char.IsAsciiDigit(text[next]);
    }
}
