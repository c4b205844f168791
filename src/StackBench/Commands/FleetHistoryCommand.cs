using System.CommandLine;
using System.Text.Json;
using StackBench.Commands.Options;
using StackBench.Fleet.History;
using StackBench.Fleet.Reading;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet history</c>: what a node measured over the nights, or a card through all nodes it was in.</summary>
internal static class FleetHistoryCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var name = new Argument<string>("name")
        {
            Description = "A node's name, or a GPU's UUID or serial number, or the beginning of one.",
            HelpName = "NAME",
        };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }]) result.AddError("the name is empty: expected a node, or a GPU's UUID or serial");
        });
        var folders = FleetOutliersCommand.Folders();
        var nights = new Option<int?>("--nights")
        {
            Description = $"Newest nights to show ({FleetHistory.UsualNights}).",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--nights", 1, 1000),
        };
        var format = FormatOption.Create("Form of the result (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("history", "Show a node's nights, or a GPU's through all nodes it was in.")
        {
            name, folders, nights, format,
        };
        command.SetAction(parse =>
        {
            var builder = new FleetRecordBuilder();
            var most = parse.GetValue(nights) ?? FleetHistory.UsualNights;
            var isRefused = FleetOutliersCommand.Add(builder, parse.GetValue(folders), surroundings, nights: most);
            var log = builder.Log();
            if (log.Nights.IsEmpty) throw FleetOutliersCommand.Unknown(null, builder);
            var text = parse.GetRequiredValue(name);
            var match = SubjectSearch.Of(log, text);
            var history = FleetHistory.Of(
                log, match.Subject ?? throw Unknown(text, match), most);
            Write(surroundings, history, parse.GetValue(format) ?? OutputFormat.Table);
            return (int)(isRefused ? ExitCode.Partial : ExitCode.Ok);
        });
        return command;
    }

    private static UserErrorException Unknown(string text, SubjectMatch match)
    {
        var close = string.Join(", ", match.Close);
        return match.IsAmbiguous
            ? new UserErrorException(
                $"several cards begin with '{OptionParsers.Shown(text)}'", $"Write more of one of these: {close}", ExitCode.Usage)
            : new UserErrorException(
                $"no node or card is called '{OptionParsers.Shown(text)}'",
                close.Length > 0 ? $"Did you mean {close}?" : "See the nodes: stackbench fleet outliers", ExitCode.Usage);
    }

    private static void Write(Surroundings surroundings, SubjectHistory history, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                surroundings.WriteLine(
                    JsonSerializer.Serialize(FleetHistoryDocument.Of(history), FleetHistoryJson.Default.FleetHistoryDocument));
                break;
            case OutputFormat.Csv:
                FleetHistoryCsv.Write(surroundings.Out.Profile.Out.Writer, history);
                break;
            default:
                surroundings.Out.Write(FleetHistoryView.Lines(history, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
                break;
        }
    }
}
