using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StackBench.Commands.Options;
using StackBench.Core.Text;
using StackBench.Exchange.Export;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>history</c>: the stored runs, newest first.</summary>
internal static class HistoryCommand
{
    private const int UsualLimit = 20;

    public static Command Create(Surroundings surroundings)
    {
        var limit = new Option<int?>("--limit", "-n")
        {
            Description = $"How many runs ({UsualLimit}).",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--limit", 1, int.MaxValue),
        };
        var node = SharedOptions.Node("Only runs of the node of this name.");
        var format = FormatOption.Create("Form of the list (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("history", "List the stored runs, newest first; delete, label or prune them.")
        {
            limit, node, format, HistoryChangeCommands.Delete(surroundings), HistoryChangeCommands.Label(surroundings),
            HistoryChangeCommands.Prune(surroundings),
        };
        command.SetAction(
            parse => (int)Run(
                surroundings, parse.GetValue(limit) ?? UsualLimit, parse.GetValue(node), parse.GetValue(format) ?? OutputFormat.Table));
        return command;
    }

    private static ExitCode Run(Surroundings surroundings, int limit, string? node, OutputFormat format)
    {
        using var store = surroundings.OpenStore();
        int? most = limit == int.MaxValue ? null : limit + 1;
        var found = node is null ? store.List(most) : store.ListOfNode(node, most);
        if (node is not null && found.IsEmpty) surroundings.Note($"no stored run is of the node '{node}'");
        var runs = store.WithNodes([.. found.Take(limit)]);
        var writer = surroundings.Out.Profile.Out.Writer;
        switch (format)
        {
            case OutputFormat.Json:
                writer.Write(JsonSerializer.Serialize(
                    new HistoryDocument(HistoryDocument.CurrentSchemaVersion, runs), HistoryJson.Default.HistoryDocument) + "\n");
                break;
            case OutputFormat.Csv:
                WriteCsv(writer, runs);
                break;
            default:
                surroundings.Out.Write(HistoryView.Lines(runs, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
                if (runs.Where(run => RunStore.IsFromTheFuture(run, surroundings.Time.GetUtcNow())).ToArray() is [var wrong, ..] future)
                    surroundings.Note(
                        $"{RunCount(future.Length)} dated in the future, as {wrong.Id}: a clock was wrong. Such a run comes last and "
                        + "is 'latest' only where there is no other.");
                if (found.Length > runs.Length)
                    surroundings.Error.WriteLine($"There are older runs; --limit {2 * (long)limit} shows more.");
                break;
        }

        return ExitCode.Ok;
    }

    private static string RunCount(int count) =>
        count == 1 ? "1 run is" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} runs are");

    private static void WriteCsv(TextWriter writer, ImmutableArray<RunSummary> runs)
    {
        CsvLine.Write(
            writer, "id", "started_at", "finished_at", "status", "label", "suite", "ok", "skipped", "failed", "implausible", "machine",
            "node");
        foreach (var run in runs)
        {
            CsvLine.Write(
                writer,
                run.Id,
                (DateTimeOffset?)run.StartedAt,
                run.FinishedAt,
                EnumText.Of(run.Status),
                run.Label,
                EnumText.Of(run.Suite),
                run.Outcomes.Ok,
                run.Outcomes.Skipped,
                run.Outcomes.Failed,
                run.Outcomes.Implausible,
                run.Machine,
                run.Node);
        }
    }
}
