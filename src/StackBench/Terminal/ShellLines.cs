using System.Collections.Immutable;
using System.Text;

namespace StackBench.Terminal;

/// <summary>
/// A command that is to be copied: where it is too wide it goes on in the next line behind a backslash, as a shell reads it.
/// </summary>
internal static class ShellLines
{
    private const string Indent = "  ";
    private const string Continued = " \\";

    public static ImmutableArray<string> Of(string command, int width)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var line = "";
        foreach (var word in Words(command))
        {
            if (line.Length > 0 && TextWidth.Of($"{line} {word}{Continued}") > width)
            {
                lines.Add(line + Continued);
                line = $"{Indent}{Indent}{word}";
            }
            else line = line.Length == 0 ? Indent + word : $"{line} {word}";
        }

        lines.Add(line);
        return lines.ToImmutable();
    }

    // Blanks between quotes belong to a word.
    private static IEnumerable<string> Words(string command)
    {
        var word = new StringBuilder();
        var isQuoted = false;
        foreach (var character in command)
        {
            if (character == '\'') isQuoted = !isQuoted;
            if (character != ' ' || isQuoted) word.Append(character);
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0) yield return word.ToString();
    }
}
