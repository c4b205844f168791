using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Launchers;
using StackBench.Fleet.Reading;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet</c>: what concerns many machines at once.</summary>
internal static class FleetCommand
{
    public static Command Create(Surroundings surroundings) => new("fleet", "Measure many machines, and find the slow ones.")
    {
        FleetRunCommand.Create(surroundings),
        FleetStateCommands.Continue(surroundings),
        FleetStateCommands.Status(surroundings),
        FleetStateCommands.Cancel(surroundings),
        FleetCollectCommand.Create(surroundings),
        FleetOutliersCommand.Create(surroundings),
        FleetReportCommand.Create(surroundings),
        FleetHistoryCommand.Create(surroundings),
        FleetCompareCommand.Create(surroundings),
        FleetLimitsCommand.Create(surroundings),
        FleetDrainCommand.Create(surroundings),
        FleetNodeCommand.Create(surroundings),
    };

    /// <summary>The folder of all campaigns.</summary>
    public static Option<string> Spool() => new("--spool")
    {
        Description = "Folder of all campaigns, which every node shares.",
        HelpName = "DIR",
        Required = true,
    };

    public static Argument<string> Name()
    {
        var name = new Argument<string>("name") { Description = "Name of the campaign.", HelpName = "NAME" };
        name.Validators.Add(result => RejectName(result.Tokens is [var only] ? only.Value : "", result.AddError));
        return name;
    }

    /// <summary>A campaign's name is a folder's and a label.</summary>
    public static void RejectName(string name, Action<string> error)
    {
        if (!NodeName.IsValid(name))
            error($"invalid name '{OptionParsers.Shown(name)}': expected letters, digits, '.', '-' and '_'");
    }

    /// <exception cref="UserErrorException">There is no such campaign, or it cannot be believed.</exception>
    public static CampaignFolder Open(string path)
    {
        try
        {
            var folder = CampaignFolder.Open(path);
            return LauncherNames.All.Contains(folder.Campaign.Launcher)
                ? folder
                : throw new SpoolException(
                    path, $"this version does not know how '{SafeText.OneLine(folder.Campaign.Launcher)}' starts jobs");
        }
        catch (SpoolException exception)
        {
            throw new UserErrorException(exception.Message, "Start one: stackbench fleet run --name NAME --spool DIR", ExitCode.Usage);
        }
    }

    public static CampaignRound Round(CampaignFolder folder, Surroundings surroundings) =>
        new(folder, LauncherNames.Of(folder, surroundings.Scheduler, surroundings.Time), surroundings.Time);
}
