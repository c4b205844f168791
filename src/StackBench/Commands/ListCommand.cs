using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StackBench.Commands.Options;
using StackBench.Core.Text;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Machine.Reading;
using StackBench.Measuring;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Terminal;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Commands;

/// <summary><c>list</c>: every benchmark of the catalog, runnable here or why not and what to do.</summary>
internal static class ListCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var format = FormatOption.Create("Form of the result on stdout (table).", OutputFormat.Table, OutputFormat.Json);
        var libtorch = SharedOptions.Libtorch();
        var onnxruntime = SharedOptions.Onnxruntime();
        var python = SharedOptions.Python();
        var command = new Command("list", "List every benchmark: runnable here, or why not and what to install; and what "
            + "each Python interpreter has.") { format, libtorch, onnxruntime, python };
        command.SetAction(async (parse, cancellation) =>
        {
            var facts = MachineReader.Read(variable: surroundings.Variable);
            var definitions = EngineSetup.Define(
                parse.GetValue(libtorch), parse.GetValue(onnxruntime), parse.GetValue(python), facts.Software, surroundings);
            // Each takes seconds to start: unsaid, it looks as if it hung.
            if (definitions.FirstOrDefault(engine => PythonEngines.Families.Contains(engine.Name) && engine.Missing is null) is { } family)
                surroundings.Note($"Starting {family.Command[0]} with each of its libraries, to see what they can do.");
            var redaction = Redaction.Of(surroundings);
            EngineStatus[] engines =
                [.. (await EngineProbe.ProbeAsync(definitions, surroundings.Time, cancellation)).Select(redaction.Of)];
            var interpreters = await Interpreters.ProbeAsync(engines, facts.Software, surroundings, cancellation);
            ImmutableArray<(ListRow Row, string? FailedEngine)> rows = [.. Catalog.All.Select(benchmark => Row(benchmark, facts, engines))];
            var document = new ListDocument(ListDocument.CurrentSchemaVersion, [.. rows.Select(entry => entry.Row)], interpreters);
            if (parse.GetValue(format) == OutputFormat.Json)
                surroundings.WriteLine(JsonSerializer.Serialize(document, HostJson.Default.ListDocument));
            else
            {
                Show(rows, surroundings.Out);
                InterpreterTable.Write(document.Interpreters, surroundings.Out);
            }

            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static (ListRow Row, string? FailedEngine) Row(Benchmark benchmark, MachineFacts facts, IReadOnlyList<EngineStatus> engines)
    {
        var runnability = Runnability.Of(benchmark, [], [], engines);
        var workloads = benchmark.Workloads(Planner.Targets(runnability, facts)[0]);
        if (workloads.IsEmpty && runnability is { Engine: not null })
            runnability = Planner.NoWorkloads(benchmark, Planner.Targets(runnability, facts)[0], Suite.Full);
        var row = new ListRow(
            benchmark.Name,
            benchmark.Group == BenchmarkGroup.Pre ? "pre" : "component",
            benchmark.Summary,
            runnability.Engine?.Definition.Name,
            workloads.Count(workload => workload.Suite == Suite.Quick),
            workloads.Count(workload => workload.Suite <= Suite.Standard),
            workloads.Length,
            runnability.Reason,
            runnability.Remedy,
            benchmark.NotYet is not null);
        return (row, runnability.FailedEngine);
    }

    // What is missing in an interpreter is said once, with the interpreters.
    private static string Why(ListRow row, string? failedEngine) =>
        failedEngine is not null && PythonEngines.Families.Contains(failedEngine)
        ? $"needs {failedEngine}, see the Python interpreters below"
        : $"{row.Reason}{(row.Remedy is null ? "" : "; " + row.Remedy)}";

    private static void Show(ImmutableArray<(ListRow Row, string? FailedEngine)> rows, IAnsiConsole console)
    {
        foreach (var group in rows.GroupBy(entry => entry.Row.Group))
        {
            console.MarkupLineInterpolated(
                $"[bold]{(group.Key == "pre" ? "pre: needs no ML stack" : "component: parts of the ML stack")}[/]");
            var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("", column => column.PadLeft(2).NoWrap())
                .AddColumn("", column => column.NoWrap()).AddColumn("");
            foreach (var (row, failedEngine) in group)
            {
                var isRunnable = row.Engine is not null;
                table.AddRow(
                    new Text(row.Name),
                    new Text(isRunnable ? "ready" : row.IsPlanned ? "not yet" : "missing",
                        new Style(isRunnable ? Color.Green : Color.Grey)),
                    new Text(SafeText.OneLine(isRunnable
                        ? $"{row.Summary} ({row.Engine}; {row.QuickWorkloads} workload{(row.QuickWorkloads == 1 ? "" : "s")} quick, "
                        + $"{row.StandardWorkloads} standard, {row.FullWorkloads} full)"
                        : $"{row.Summary}: {Why(row, failedEngine)}")));
            }

            console.Write(table);
        }
    }
}
