using Spectre.Console;

namespace StackBench.Terminal;

/// <summary>Prints lines with the colours of their roles.</summary>
internal static class Lines
{
    public static void Write(this IAnsiConsole console, IEnumerable<TextLine> lines)
    {
        foreach (var line in lines)
        {
            foreach (var span in line.Spans)
                if (span.Text.Length > 0) console.Write(span.Text, Theme.Of(span));
            console.WriteLine();
        }
    }
}
