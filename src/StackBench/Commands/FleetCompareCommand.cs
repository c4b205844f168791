using System.CommandLine;
using System.Text.Json;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Reading;
using StackBench.Fleet.Rollout;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet compare</c>: whether a driver, or any other fact, changed the speed of the fleet.</summary>
internal static class FleetCompareCommand
{
    /// <summary>Nights that are read of a database, at most.</summary>
    private const int DatabaseNights = 60;

    public static Command Create(Surroundings surroundings)
    {
        var with = FactOption("--with", "Fact of the nodes to judge: driver=560, kernel=6.8.");
        var against = FactOption("--against", "The same fact of the nodes to compare them with: driver=550.");
        var folders = FleetOutliersCommand.Folders();
        var night = new Option<string?>("--night") { Description = "Newest night to look at (the newest of all).", HelpName = "NAME" };
        var thresholds = ThresholdOption.Create();
        thresholds.Description = "Smallest change that matters (1%): 2%, or flop-rate=2%. Repeatable.";
        var failOn = FailOnOption.Create();
        var format = FormatOption.Create("Form of the result (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("compare", "Compare nodes by a fact: did a driver make the fleet slower or faster?")
        {
            with, against, folders, night, thresholds, failOn, format,
        };
        command.Validators.Add(result =>
        {
            if (Parts(result.GetValue(with)) is { } one && Parts(result.GetValue(against)) is { } other && one.Name != other.Name)
                result.AddError(
                    $"--with and --against name two facts, '{OptionParsers.Shown(one.Name)}' and '{OptionParsers.Shown(other.Name)}': "
                    + "expected two values of one");
        });
        command.SetAction(parse =>
        {
            var builder = new FleetRecordBuilder();
            var isRefused = FleetOutliersCommand.Add(builder, parse.GetValue(folders), surroundings, parse.GetValue(night), DatabaseNights);
            var log = Log(builder, parse.GetValue(night));
            var (name, value) = Parts(parse.GetValue(with))!.Value;
            var match = FactSearch.Of(log, new RolloutQuestion(name, value, Parts(parse.GetValue(against))!.Value.Value));
            if (match.Fact is not { } fact) throw new UserErrorException(match.Reason!, match.Remedy, ExitCode.Usage);
            var comparison = FleetRollout.Of(log, fact, new RolloutOptions { Wanted = ThresholdOption.Read(parse, thresholds) })
                ?? throw new UserErrorException(
                    $"no workload has values on nodes of both values of {fact.Name}", "Measure both: stackbench fleet run",
                    ExitCode.NothingToRun);
            Write(surroundings, comparison, parse.GetValue(format) ?? OutputFormat.Table);
            return (int)Code(surroundings, comparison, parse.GetValue(failOn) ?? FailOn.Never, isRefused);
        });
        return command;
    }

    private static Option<string> FactOption(string name, string description)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "FACT=VALUE", Required = true };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && Parts(only.Value) is null)
                result.AddError($"invalid value '{OptionParsers.Shown(only.Value)}' for {name}: expected FACT=VALUE, e.g. driver=560");
        });
        return option;
    }

    private static (string Name, string Value)? Parts(string? text) => text?.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value]
        ? (name, value)
        : null;

    private static FleetLog Log(FleetRecordBuilder builder, string? night)
    {
        var log = builder.Log();
        return night is null && !log.Nights.IsEmpty ? log
            : (night is null ? null : log.UpTo(night)) ?? throw FleetOutliersCommand.Unknown(night, builder);
    }

    private static ExitCode Code(Surroundings surroundings, RolloutComparison comparison, FailOn failOn, bool isRefused)
    {
        var code = failOn == FailOn.Never ? ExitCode.Ok : Gated(surroundings, RolloutGate.Of(comparison, failOn));
        return code == ExitCode.Ok && isRefused ? ExitCode.Partial : code;
    }

    private static ExitCode Gated(Surroundings surroundings, Gate gate)
    {
        var (word, code) = gate.State switch
        {
            GateState.Failed => ("failed", ExitCode.Regression),
            GateState.NotDecided => ("not decided", ExitCode.NothingToRun),
            _ => ("passed", ExitCode.Ok),
        };
        surroundings.Note($"{word}: {gate.Reason}");
        return code;
    }

    private static void Write(Surroundings surroundings, RolloutComparison comparison, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                surroundings.WriteLine(
                    JsonSerializer.Serialize(FleetCompareDocument.Of(comparison), FleetCompareJson.Default.FleetCompareDocument));
                break;
            case OutputFormat.Csv:
                FleetCompareCsv.Write(surroundings.Out.Profile.Out.Writer, comparison);
                break;
            default:
                surroundings.Out.Write(FleetCompareView.Lines(comparison, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
                break;
        }
    }
}
