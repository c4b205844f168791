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
    /// <summary>Older evidence drains nothing.</summary>
    private static readonly TimeSpan OldestEvidence = TimeSpan.FromHours(48);

    public static Command Create(Surroundings surroundings)
    {
        var (folders, night) = (FleetOutliersCommand.Folders(), FleetOutliersCommand.Night());
        var apply = new Option<bool>("--apply") { Description = "Run the commands; without it they are only printed." };
        var max = new Option<int?>("--max")
        {
            Description = "With --apply: drain none if more nodes are confirmed (1 % of all, at least 1).",
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
            var isRefused = FleetOutliersCommand.Add(builder, parse.GetValue(folders), surroundings, parse.GetValue(night));
            var record = builder.Build(parse.GetValue(night)) ?? throw FleetOutliersCommand.Unknown(parse.GetValue(night), builder);
            var judgement = FleetOutliers.Of(record);
            var isApplied = parse.GetValue(apply);
            var plan = DrainPlan.Of(judgement, Targets(isApplied, surroundings));
            FleetOutliersCommand.Name(surroundings, plan.Left, "not drained");
            if (plan.Drains.IsEmpty) surroundings.Note($"{judgement.Night}: no node to drain");
            var age = surroundings.Time.GetUtcNow() - builder.MeasuredAt(judgement.Night);
            var code = isApplied
                ? Apply(plan, parse.GetValue(max) ?? DrainPlan.UsualMost(judgement.Nodes), age, surroundings)
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

    private static ExitCode Apply(DrainPlan plan, int most, TimeSpan age, Surroundings surroundings)
    {
        if (plan.Confirmed > most)
            throw new UserErrorException(
                string.Create(
                    CultureInfo.InvariantCulture, $"{plan.Confirmed} nodes are confirmed, more than --max {most}: none was drained"),
                "So many at once are rarely broken nodes: look at 'fleet outliers' first, then raise --max");
        // A node may have been repaired since.
        if (age > OldestEvidence && !plan.Drains.IsEmpty)
            throw new UserErrorException(
                string.Create(CultureInfo.InvariantCulture, $"the evidence is {age.TotalHours:0} hours old: none was drained"),
                "Measure the nodes again: stackbench fleet run");
        var failed = 0;
        foreach (var drain in plan.Drains)
        {
            if (Denial(drain, surroundings.Scheduler) is { } denial)
            {
                failed++;
                surroundings.Note($"{drain.Node} is not drained: {SafeText.OneLine(denial)}");
            }
            else
            {
                surroundings.WriteLine($"{drain.Node} drained: {drain.Reason}");
            }
        }

        return failed > 0 ? ExitCode.Partial : ExitCode.Ok;
    }

    private static string? Denial(NodeDrain drain, ICommands scheduler)
    {
        try
        {
            var answer = scheduler.Run(drain.Command[0], [.. drain.Command.Skip(1)]);
            return answer.ExitCode == 0 ? null : answer.Error;
        }
        catch (LauncherException exception)
        {
            return exception.Message;
        }
    }
}
