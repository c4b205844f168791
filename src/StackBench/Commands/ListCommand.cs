using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StackBench.Core.Text;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Terminal;
using StackBench.Workloads;
using StackBench.Workloads.Engines;
using StackBench.Workloads.Running;

namespace StackBench.Commands;

/// <summary><c>list</c>: every benchmark of the catalog, runnable here or why not and what to do.</summary>
internal static class ListCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var format = FormatOption.Create("Form of the result on stdout (table).", OutputFormat.Table, OutputFormat.Json);
        var libtorch = SharedOptions.Libtorch();
        var command = new Command("list", "List every benchmark: runnable here, or why not and what to install.") { format, libtorch };
        command.SetAction(async (parse, cancellation) =>
        {
            var engines = await EngineProbe.ProbeAsync(EngineSetup.Define(parse.GetValue(libtorch)), surroundings.Time, cancellation);
            var facts = MachineReader.Read();
            ListRow[] rows = [.. Catalog.All.Select(benchmark => Row(benchmark, facts, engines))];
            if (parse.GetValue(format) == OutputFormat.Json) surroundings.WriteLine(JsonSerializer.Serialize(rows, HostJson.Default.ListRowArray));
            else Show(rows, surroundings.Out);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static ListRow Row(Benchmark benchmark, MachineFacts facts, IReadOnlyList<EngineStatus> engines)
    {
        var runnability = Runnability.Of(benchmark, Planner.CpuDevice, [], engines);
        var workloads = benchmark.Workloads(facts);
        return new ListRow(
            benchmark.Name,
            benchmark.Group == BenchmarkGroup.Pre ? "pre" : "component",
            benchmark.Summary,
            runnability.Engine?.Name,
            workloads.Count(workload => workload.Suite == Suite.Quick),
            workloads.Count(workload => workload.Suite <= Suite.Standard),
            workloads.Length,
            runnability.Reason,
            runnability.Remedy);
    }

    private static void Show(ListRow[] rows, IAnsiConsole console)
    {
        foreach (var group in rows.GroupBy(row => row.Group))
        {
            console.MarkupLineInterpolated($"[bold]{(group.Key == "pre" ? "pre: needs no ML stack" : "component: parts of the ML stack")}[/]");
            var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("", column => column.PadLeft(2).NoWrap())
                .AddColumn("", column => column.NoWrap()).AddColumn("");
            foreach (var row in group)
            {
                var isRunnable = row.Engine is not null;
                table.AddRow(
                    new Text(row.Name),
                    new Text(isRunnable ? "ready" : "not yet", new Style(isRunnable ? Color.Green : Color.Grey)),
                    new Text(SafeText.OneLine(isRunnable
                        ? $"{row.Summary} ({row.Engine}; {row.QuickWorkloads} workloads quick, {row.StandardWorkloads} standard, {row.FullWorkloads} full)"
                        : $"{row.Summary}: {row.Reason}{(row.Remedy is null ? "" : "; " + row.Remedy)}")));
            }

            console.Write(table);
        }
    }
}
