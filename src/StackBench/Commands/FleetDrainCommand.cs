using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using StackBench.Commands.Options;
using StackBench.Core.Text;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Draining;
using StackBench.Fleet.Launchers;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet drain</c>: the commands that take confirmed slow nodes out of service, with their evidence. It resumes none.</summary>
internal static class FleetDrainCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var (folders, night) = (FleetOutliersCommand.Folders(), FleetOutliersCommand.Night());
        var apply = new Option<bool>("--apply") { Description = "Run the commands; without it they are only printed." };
        var max = new Option<int?>("--max")
        {
            Description = "With --apply: drain none if more nodes are confirmed (1 % of them).",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--max", 1, 100_000),
        };
        var command = new Command("drain", "Print the Slurm commands that drain confirmed slow nodes, with the evidence.")
        {
            folders, night, apply, max,
        };
        command.SetAction(parse =>
        {
            var builder = new FleetRecordBuilder();
            var isRefused = FleetOutliersCommand.Add(builder, parse.GetValue(folders), surroundings);
            var record = builder.Build(parse.GetValue(night)) ?? throw FleetOutliersCommand.Unknown(parse.GetValue(night), builder);
            var judgement = FleetOutliers.Of(record);
            var isApplied = parse.GetValue(apply);
            var plan = DrainPlan.Of(judgement, Targets(isApplied, surroundings));
            FleetOutliersCommand.Name(surroundings, plan.Left, "not drained");
            if (plan.Drains.IsEmpty) surroundings.Note($"{judgement.Night}: no node to drain");
            var code = isApplied
                ? Apply(plan.Drains, parse.GetValue(max) ?? DrainPlan.UsualMost(judgement.Nodes), surroundings)
                : Print(plan.Drains, surroundings);
            return (int)(code == ExitCode.Ok && isRefused ? ExitCode.Partial : code);
        });
        return command;
    }

    /// <summary>Nodes as Slurm sees them; only printing does without.</summary>
    private static ImmutableDictionary<string, Target>? Targets(bool isNeeded, Surroundings surroundings)
    {
        try
        {
            return SlurmLauncher.Targets(surroundings.Scheduler, []);
        }
        catch (LauncherException exception) when (!isNeeded)
        {
            surroundings.Note($"which nodes are drained already is not known: {SafeText.OneLine(exception.Message)}");
            return null;
        }
        catch (LauncherException exception)
        {
            throw new UserErrorException(exception.Message, "Nothing was drained. Without --apply the commands are printed");
        }
    }

    private static ExitCode Print(ImmutableArray<NodeDrain> drains, Surroundings surroundings)
    {
        foreach (var drain in drains) surroundings.WriteLine(string.Join(' ', drain.Command.Select(ShellWord.Of)));
        return ExitCode.Ok;
    }

    private static ExitCode Apply(ImmutableArray<NodeDrain> drains, int most, Surroundings surroundings)
    {
        if (drains.Length > most)
            throw new UserErrorException(
                string.Create(CultureInfo.InvariantCulture, $"{drains.Length} nodes are confirmed, more than --max {most}: none was drained"),
                "So many at once are rarely broken nodes: look at 'fleet outliers' first, then raise --max");
        var failed = 0;
        foreach (var drain in drains)
        {
            var answer = surroundings.Scheduler.Run(drain.Command[0], [.. drain.Command.Skip(1)]);
            if (answer.ExitCode == 0)
            {
                surroundings.WriteLine($"{drain.Node} drained: {drain.Reason}");
                continue;
            }

            failed++;
            surroundings.Note($"{drain.Node} is not drained: {SafeText.OneLine(answer.Error)}");
        }

        return failed > 0 ? ExitCode.Partial : ExitCode.Ok;
    }
}
