using System.CommandLine;
using System.Globalization;
using StackBench.Commands.Options;
using StackBench.Fleet.Limits;
using StackBench.Fleet.Reading;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet limits</c>: what nodes must reach, from what the fleet measured in a night.</summary>
internal static class FleetLimitsCommand
{
    private const double UsualGap = 0.10;

    public static Command Create(Surroundings surroundings)
    {
        var folders = FleetOutliersCommand.Folders();
        var night = FleetOutliersCommand.Night();
        var gap = new Option<double>("--gap")
        {
            Description = "Loss that makes a node unfit (10%); more where the fleet scatters more.",
            HelpName = "N%",
            DefaultValueFactory = _ => UsualGap,
            CustomParser = OptionParsers.Share("--gap"),
        };
        var output = new Option<string>("--output", "-o") { Description = "File to write.", HelpName = "FILE", Required = true };
        var command = new Command("limits", "Write the least values that nodes must reach, for 'stackbench check'.")
        {
            folders, night, gap, output,
        };
        command.SetAction(parse =>
        {
            var builder = new FleetRecordBuilder();
            FleetOutliersCommand.Add(builder, parse.GetValue(folders), surroundings, parse.GetValue(night));
            var record = builder.Build(parse.GetValue(night)) ?? throw FleetOutliersCommand.Unknown(parse.GetValue(night), builder);
            var limits = NodeLimits.Of(record, parse.GetValue(gap));
            if (limits.Limits.IsEmpty)
                throw new UserErrorException($"{record.Night} has no metric with five devices or more", exitCode: ExitCode.NothingToRun);
            try
            {
                LimitsFile.Write(parse.GetRequiredValue(output), limits);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new UserErrorException($"{parse.GetRequiredValue(output)} cannot be written: {exception.Message}");
            }

            surroundings.Note(string.Create(
                CultureInfo.InvariantCulture, $"{limits.Limits.Length} limits from {limits.Nodes} nodes of {limits.Night}"));
            return (int)ExitCode.Ok;
        });
        return command;
    }
}
