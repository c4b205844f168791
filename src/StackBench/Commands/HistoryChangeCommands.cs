using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StackBench.Commands.Options;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>history delete</c>, <c>history label</c> and <c>history prune</c>: what changes the stored runs.</summary>
internal static class HistoryChangeCommands
{
    private const string Baselines = "baselines";

    public static Command Delete(Surroundings surroundings)
    {
        var names = new Argument<string[]>("run")
        {
            Description = "Runs to delete, by id or the beginning of one.",
            Arity = ArgumentArity.OneOrMore,
            HelpName = "ID",
        };
        var force = Force("Delete runs that a baseline pins, too.");
        var command = new Command("delete", "Delete stored runs.") { names, force };
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            ImmutableArray<RunSummary> runs = [.. parse.GetValue(names)!.Select(name => Ended(store, name)).DistinctBy(run => run.Id)];
            var pinned = Pinned(store);
            if (!parse.GetValue(force) && runs.FirstOrDefault(run => pinned.ContainsKey(run.Id)) is { } first)
                throw new UserErrorException(
                    $"run {first.Id} is pinned by the baseline '{pinned[first.Id]}'",
                    "Delete it all the same with --force, or clear the baseline: stackbench baseline clear", ExitCode.Usage);
            return (int)Remove(store, runs, surroundings);
        });
        return command;
    }

    public static Command Label(Surroundings surroundings)
    {
        var name = RunArgument.Create(surroundings);
        var text = new Argument<string>("label") { Description = "The new label; '' for none.", HelpName = "TEXT" };
        var command = new Command("label", "Give a stored run another label.") { name, text };
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var run = Ended(store, parse.GetRequiredValue(name));
            var label = SafeText.OneLine(parse.GetRequiredValue(text));
            store.Label(run.Id, label.Length == 0 ? null : label);
            surroundings.Note(label.Length == 0 ? $"run {run.Id} has no label any more" : $"run {run.Id} is labelled '{label}'");
            return (int)ExitCode.Ok;
        });
        return command;
    }

    public static Command Prune(Surroundings surroundings)
    {
        var keep = new Option<int?>("--keep")
        {
            Description = $"Delete all but the newest N runs; '{Baselines}' (default) also keeps those a baseline pins.",
            HelpName = $"N|{Baselines}",
            CustomParser = ParseKept,
        };
        var age = new Option<TimeSpan?>("--older-than", "--older")
        {
            Description = "Delete runs that started longer ago, e.g. 90d, 12w.",
            HelpName = "AGE",
            CustomParser = ParseAge,
        };
        var force = Force("Delete runs that a baseline pins, too.");
        var command = new Command("prune", "Delete old runs; those that a baseline pins stay.") { keep, age, force };
        command.Validators.Add(result =>
        {
            var isCount = result.GetResult(keep)?.Tokens is [{ Value: not Baselines }];
            if (!isCount == result.GetResult(age) is null) result.AddError("give --keep N or --older-than AGE");
        });
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var all = store.List();
            var oldest = surroundings.Time.GetUtcNow() - (parse.GetValue(age) ?? TimeSpan.Zero);
            // Nobody knows how old a run is that a wrong clock dated.
            var future = all.Count(run => RunStore.IsFromTheFuture(run, surroundings.Time.GetUtcNow()));
            if (future > 0)
                surroundings.Note($"kept {Runs(future)} dated in the future; delete them by their ids: stackbench history delete ID");
            var old = (parse.GetValue(keep) is { } count ? all.SkipLast(future).Skip(count) : all.Where(run => run.StartedAt < oldest))
                .Where(run => run.Status != RunStatus.Running).ToImmutableArray();
            var pinned = Pinned(store);
            var isForced = parse.GetValue(force);
            ImmutableArray<RunSummary> removed = [.. old.Where(run => isForced || !pinned.ContainsKey(run.Id))];
            if (removed.Length < old.Length)
                surroundings.Note($"kept {Runs(old.Length - removed.Length)} that a baseline pins; --force deletes them too");
            return (int)Remove(store, removed, surroundings);
        });
        return command;
    }

    /// <summary>The ids on stdout, one a line.</summary>
    private static ExitCode Remove(RunStore store, ImmutableArray<RunSummary> runs, Surroundings surroundings)
    {
        store.Delete([.. runs.Select(run => run.Id)]);
        foreach (var run in runs) surroundings.WriteLine(run.Id);
        surroundings.Note(runs.IsEmpty ? "no run is deleted" : $"deleted {Runs(runs.Length)}");
        return ExitCode.Ok;
    }

    private static RunSummary Ended(RunStore store, string name) => store.Find(name) is { Status: not RunStatus.Running } run
        ? run
        : throw new UserErrorException($"run '{name}' is still being measured", "Wait for its end: stackbench history", ExitCode.Usage);

    /// <summary>The name of a baseline by the ids it pins.</summary>
    private static Dictionary<string, string> Pinned(RunStore store) =>
        store.Baselines().SelectMany(baseline => baseline.RunIds.Select(id => (Id: id, baseline.Name)))
            .DistinctBy(pin => pin.Id).ToDictionary(pin => pin.Id, pin => pin.Name, StringComparer.Ordinal);

    private static Option<bool> Force(string description) => new("--force") { Description = description };

    private static string Runs(int count) => count == 1 ? "1 run" : $"{count.ToString(CultureInfo.InvariantCulture)} runs";

    private static int? ParseKept(ArgumentResult result) =>
        result.Tokens is [{ Value: Baselines }] ? null : OptionParsers.Count("--keep", 1, int.MaxValue)(result);

    private static TimeSpan? ParseAge(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        var days = text.EndsWith('d') ? 1 : text.EndsWith('w') ? 7 : 0;
        if (days > 0 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and < 10000)
            return TimeSpan.FromDays((double)count * days);
        result.AddError($"invalid value '{OptionParsers.Shown(text)}' for --older-than: use e.g. 90d or 12w");
        return null;
    }
}
