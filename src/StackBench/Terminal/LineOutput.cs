using Spectre.Console;

namespace StackBench.Terminal;

/// <summary>Prints lines.</summary>
internal static class LineOutput
{
    public static void Write(this IAnsiConsole console, IEnumerable<TextLine> lines) => console.Write(new Lines(lines));
}
