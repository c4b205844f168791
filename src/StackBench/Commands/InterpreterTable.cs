using System.Collections.Immutable;
using Spectre.Console;
using StackBench.Core.Text;
using StackBench.Measuring;

namespace StackBench.Commands;

/// <summary>The Python interpreters of this machine for a person, each with its libraries.</summary>
internal static class InterpreterTable
{
    public static void Write(ImmutableArray<InterpreterRow> rows, IAnsiConsole console)
    {
        if (rows.IsEmpty) return;
        console.MarkupLine("[bold]Python interpreters[/]");
        // An interpreter that has nothing to measure is named and no more.
        var bare = rows.Where(row => row.Libraries.All(
            library => library.Version is null) && row.Libraries.Select(library => library.Reason).Distinct().Count() == 1).ToArray();
        foreach (var row in rows.Except(bare))
        {
            console.Write(new Text($"  {Title(row)}\n"));
            var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("", column => column.PadLeft(4).NoWrap())
                .AddColumn("");
            foreach (var library in row.Libraries)
                table.AddRow(
                    new Text(library.Engine),
                    new Text(
                        SafeText.OneLine(library.Version is { } version
                            ? $"{version} on {string.Join(", ", library.Devices)}"
                            : $"{library.Reason}{(library.Remedy is null ? "" : "; " + library.Remedy)}"),
                        new Style(library.Version is null ? Color.Grey : Color.Green)));
            console.Write(table);
        }

        foreach (var group in bare.GroupBy(row => row.Libraries[0].Reason!.Replace(row.Path, "", StringComparison.Ordinal).TrimEnd()))
        {
            console.Write(new Padder(new Text(SafeText.OneLine($"{group.Key}:"), new Style(Color.Grey)), new Padding(2, 0, 0, 0)));
            foreach (var row in group) console.Write(new Padder(new Text(Title(row), new Style(Color.Grey)), new Padding(4, 0, 0, 0)));
        }
    }

    private static string Title(InterpreterRow row) =>
        SafeText.OneLine($"{row.Path}{(row.Version is null ? "" : $" (Python {row.Version})")}"
            + $"{(row.IsUsed ? ", measured unless --python names another" : "")}");
}
