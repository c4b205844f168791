using System.Collections.Immutable;
using System.Text;
using Spectre.Console.Rendering;

namespace StackBench.Terminal;

/// <summary>Fits text into columns of the terminal, where an East Asian character takes two cells.</summary>
internal static class TextWidth
{
    public static int Of(string text) => Ascii.IsValid(text) ? text.Length : new Segment(text).CellCount();

    public static string PadLeft(string text, int width) => Blanks(text, width) + text;

    public static string PadRight(string text, int width) => text + Blanks(text, width);

    /// <summary>The text, shortened with <paramref name="ellipsis"/> where it is too wide.</summary>
    public static string Truncate(string text, int width, string ellipsis)
    {
        if (Of(text) <= width) return text;
        var room = Math.Max(0, width - Of(ellipsis));
        return Begin(text, room).TrimEnd() + Begin(ellipsis, width);
    }

    /// <summary>
    /// Lines of at most <paramref name="width"/> cells, broken at blanks; a word that is too wide is broken itself. At least one line.
    /// </summary>
    public static ImmutableArray<string> Wrap(string text, int width)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var joined = line.Length == 0 ? word : $"{line} {word}";
            if (Of(joined) <= width)
            {
                line = joined;
                continue;
            }

            if (line.Length > 0) lines.Add(line);
            line = word;
            while (Of(line) > width)
            {
                var begin = Begin(line, width);
                if (begin.Length == 0) break;
                lines.Add(begin);
                line = line[begin.Length..];
            }
        }

        lines.Add(line);
        return lines.ToImmutable();
    }

    private static string Begin(string text, int width)
    {
        var length = 0;
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Of(rune.ToString());
            if (used > width) break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    private static string Blanks(string text, int width) => new(' ', Math.Max(0, width - Of(text)));
}
