using System.Collections.Immutable;
using Spectre.Console;
using StackBench.Core.Text;
using StackBench.Machine;
using StackBench.Running.Engines;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>What each Python interpreter of this machine could be measured with.</summary>
internal static class Interpreters
{
    /// <param name="engines">Already tried: those of the interpreter that would be used are among them.</param>
    public static async Task<ImmutableArray<InterpreterRow>> ProbeAsync(
        IReadOnlyList<EngineStatus> engines, SoftwareFacts software, Surroundings surroundings, CancellationToken cancellation)
    {
        var folder = PythonEngines.Find(AppContext.BaseDirectory);
        EngineStatus[] used = [.. engines.Where(engine => PythonEngines.Families.Contains(engine.Definition.Name))];
        if (used.Length == 0 || folder is null) return [];
        var path = used[0].Definition.Command[0];
        var known = software.Pythons.FirstOrDefault(python => python.Path == path);
        var rows = ImmutableArray.CreateBuilder<InterpreterRow>();
        if (known is not null || used.Any(engine => engine.Ready is not null || engine.Definition.Missing is null)) rows.Add(Row(path, known, isUsed: true, used));
        foreach (var python in software.Pythons.Where(python => python.Path != path))
        {
            var definitions = PythonEngines.Define(python.Path, folder, [.. python.Packages.Keys]);
            rows.Add(Row(python.Path, python, isUsed: false, await EngineProbe.ProbeAsync(definitions, surroundings.Time, cancellation)));
        }

        return rows.ToImmutable();
    }

    public static void Show(ImmutableArray<InterpreterRow> rows, IAnsiConsole console)
    {
        if (rows.IsEmpty) return;
        console.MarkupLine("[bold]Python interpreters[/]");
        // An interpreter that has nothing to measure is named and no more.
        var bare = rows.Where(row => row.Libraries.All(library => library.Version is null) && row.Libraries.Select(library => library.Reason).Distinct().Count() == 1).ToArray();
        foreach (var row in rows.Except(bare))
        {
            console.Write(new Text($"  {Title(row)}\n"));
            var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("", column => column.PadLeft(4).NoWrap()).AddColumn("");
            foreach (var library in row.Libraries)
                table.AddRow(
                    new Text(library.Engine),
                    new Text(
                        SafeText.OneLine(library.Version is { } version ? $"{version} on {string.Join(", ", library.Devices)}" : $"{library.Reason}{(library.Remedy is null ? "" : "; " + library.Remedy)}"),
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
        SafeText.OneLine($"{row.Path}{(row.Version is null ? "" : $" (Python {row.Version})")}{(row.IsUsed ? ", measured unless --python names another" : "")}");

    private static InterpreterRow Row(string path, PythonFacts? facts, bool isUsed, IEnumerable<EngineStatus> engines) => new(
        path,
        facts?.Version is { IsKnown: true, Value: var version } ? version : null,
        isUsed,
        [.. engines.Select(engine => new LibraryRow(engine.Definition.Name, engine.Ready?.Version, [.. (engine.Ready?.Devices ?? []).Select(device => device.Id)], engine.Reason, engine.Remedy))]);
}
