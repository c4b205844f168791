using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Exchange.Export;
using StackBench.Measuring;
using StackBench.Report;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>show</c>: one run with its machine, its results and what they mean.</summary>
internal static class ShowCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var name = RunArgument.Create(surroundings);
        var format = FormatOption.Create(
            "Form of the output (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Md, OutputFormat.Csv);
        var benchmark = new Option<string?>("--benchmark", "-b") { Description = "Only the results of this benchmark.", HelpName = "name" };
        var verbose =
            new Option<bool>("--verbose", "-v")
            {
                Description = "Also every launch, all facts of the machine and what failed engines printed.",
            };
        var log = new Option<bool>("--log") { Description = "Print what the engines of the run printed, in full." };
        var command = new Command("show", "Show a stored run.") { name, format, benchmark, verbose, log };
        command.SetAction(parse =>
        {
            var run = surroundings.Load(parse.GetRequiredValue(name));
            if (parse.GetValue(log))
            {
                EngineLogView.Write(surroundings, StoreLocation.Of(surroundings.Variable), run.Id);
                return (int)ExitCode.Ok;
            }

            var table = Select(RunTable.Of(run, MachineBest.Of(run, surroundings)), parse.GetValue(benchmark));
            Write(surroundings, table, parse.GetValue(format) ?? OutputFormat.Table, parse.GetValue(verbose));
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static RunTable Select(RunTable table, string? benchmark)
    {
        if (benchmark is null) return table;
        var selected = table.Only(benchmark);
        if (!selected.Rows.IsEmpty) return selected;
        var names = string.Join(", ", table.Rows.Select(row => row.Result.Benchmark).Distinct());
        throw new UserErrorException(
            $"the run {table.Run.Id} has no results of '{benchmark}'",
            names.Length == 0 ? "It has no results at all." : $"It has results of {names}.",
            ExitCode.Usage);
    }

    private static void Write(Surroundings surroundings, RunTable table, OutputFormat format, bool isVerbose)
    {
        var console = surroundings.Out;
        var writer = console.Profile.Out.Writer;
        switch (format)
        {
            case OutputFormat.Json:
                new JsonExporter().Write(table.Run, writer);
                break;
            case OutputFormat.Md:
                MarkdownExporter.Write(table, writer);
                break;
            case OutputFormat.Csv:
                CsvExporter.Write(table, writer);
                break;
            default:
                RunHeaderView.Write(console, table.Run, isVerbose);
                RunTableView.Write(console, table, isVerbose);
                if (!isVerbose) break;
                RunDetailView.Write(console, table);
                if (EngineLogView.Files(StoreLocation.Of(surroundings.Variable), table.Run.Id).Length > 0)
                    surroundings.Note($"what its engines printed, in full: stackbench show {table.Run.Id} --log");
                break;
        }
    }
}
