using System.Collections.Immutable;
using Spectre.Console;
using StackBench.Core.Text;

namespace StackBench.Terminal;

/// <summary>A titled group of facts, labels aligned over all groups of a page.</summary>
internal sealed record FactSheet(string Title, ImmutableArray<FactRow> Rows)
{
    private const int Indent = 2;
    private const int Gap = 2;
    private const int NarrowestText = 20;

    /// <summary>
    /// Writes sheets one below the other. Texts come from devices, files and the environment: they are cleaned of control
    /// characters and never read as markup.
    /// </summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<FactSheet> sheets)
    {
        var textColumn = Indent + sheets.SelectMany(sheet => sheet.Rows).Max(row => row.Label.Length) + Gap;
        var textWidth = Math.Max(NarrowestText, console.Profile.Width - textColumn - 1);
        foreach (var sheet in sheets)
        {
            if (sheet != sheets[0]) console.WriteLine();
            console.WriteLine(sheet.Title, new Style(decoration: Decoration.Bold));
            foreach (var row in sheet.Rows) WriteRow(console, row, textColumn, textWidth);
        }
    }

    private static void WriteRow(IAnsiConsole console, FactRow row, int textColumn, int textWidth)
    {
        var label = new string(' ', Indent) + row.Label;
        foreach (var line in TextWidth.Wrap(SafeText.OneLine(row.Text), textWidth))
        {
            console.Write(label.PadRight(textColumn), new Style(decoration: Decoration.Dim));
            console.WriteLine(line, new Style(decoration: row.IsKnown ? Decoration.None : Decoration.Dim));
            label = "";
        }
    }
}
