using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using StackBench.Commands.Options;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>baseline</c>: what later runs of this machine are held against.</summary>
internal static class BaselineCommand
{
    public static Command Create(Surroundings surroundings) =>
        new("baseline", "Say what later runs are held against: pinned runs, or the newest ones.")
    {
        Set(surroundings), Show(surroundings), List(surroundings), Clear(surroundings),
    };

    private static Option<string> Name() => new("--name")
    {
        Description = $"Name of the baseline ({Baseline.DefaultName}).",
        HelpName = "NAME",
        DefaultValueFactory = _ => Baseline.DefaultName,
    };

    private static Option<string?> Node() => SharedOptions.Node("Of the node of this name in place of this one.");

    private static Command Set(Surroundings surroundings)
    {
        var runs = new Argument<string[]>("run")
        {
            Description =
                "Runs to pin: ids, labels (all runs of the label) or 'latest'. One can be enough for a verdict; more find smaller changes.",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "ID|LABEL|latest",
        };
        var rolling = new Option<int?>("--rolling")
        {
            Description = "In place of pinned runs: the newest N complete runs before the one that is compared.",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--rolling", 1, 100),
        };
        var name = Name();
        var node = Node();
        var command = new Command("set", "Set the baseline of a machine.") { runs, rolling, name, node };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(runs) is { Tokens.Count: > 0 }) == (result.GetResult(rolling) is { Tokens.Count: > 0 }))
                result.AddError("name runs to pin, or give --rolling N");
        });
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var baseline = parse.GetValue(rolling) is { } count
                ? new Baseline(
                    parse.GetRequiredValue(name), ThisMachine.Key(surroundings, parse.GetValue(node)), [], count,
                    surroundings.Time.GetUtcNow())
                : Pinned(store, parse.GetValue(runs)!, parse.GetRequiredValue(name), surroundings.Time.GetUtcNow());
            store.Save(baseline);
            surroundings.Note($"baseline '{baseline.Name}': {Describe(baseline)}");
            if ((baseline.Rolling ?? baseline.RunIds.Length) == 1)
                surroundings.Note("one run as the baseline shows large changes only; two or more find smaller ones (docs/comparing.md)");
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static Command Show(Surroundings surroundings)
    {
        var (name, node) = (Name(), Node());
        var command = new Command("show", "Show the baseline of this machine and its runs.") { name, node };
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var baseline = Find(surroundings, store, parse.GetRequiredValue(name), parse.GetValue(node));
            surroundings.Note($"baseline '{baseline.Name}': {Describe(baseline)}, set {Date(baseline.CreatedAt)}");
            ImmutableArray<RunSummary> runs = [.. baseline.RunIds.Select(store.Find)];
            if (!runs.IsEmpty) surroundings.Out.Write(HistoryView.Lines(runs, surroundings.Out.Profile.Width, Glyphs.Of(surroundings.Out)));
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static Command List(Surroundings surroundings)
    {
        var command = new Command("list", "List the baselines of all machines.");
        command.SetAction(_ =>
        {
            using var store = surroundings.OpenStore();
            var glyphs = Glyphs.Of(surroundings.Out);
            var rows = store.Baselines().Select(baseline => (GridRow)new CellsRow(
            [
                new Span(glyphs.Text(baseline.Name), IsHeading: true), glyphs.Text(Describe(baseline)),
                new Span(glyphs.Text($"machine {baseline.Machine}"), Role.Muted), new Span(Date(baseline.CreatedAt), Role.Muted),
            ])).ToImmutableArray();
            if (rows.IsEmpty) surroundings.Note("no baseline is set; set one: stackbench baseline set latest");
            else
                surroundings.Out.Write(new Grid(
                    [new(""), new("", MinWidth: 20), new("", DropOrder: 1), new("", DropOrder: 2)], rows, glyphs)
                    .Layout(surroundings.Out.Profile.Width));
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static Command Clear(Surroundings surroundings)
    {
        var (name, node) = (Name(), Node());
        var command = new Command("clear", "Remove the baseline of this machine; its runs stay.") { name, node };
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var baseline = Find(surroundings, store, parse.GetRequiredValue(name), parse.GetValue(node));
            store.RemoveBaseline(baseline.Name, baseline.Machine);
            surroundings.Note($"baseline '{baseline.Name}' is cleared; its runs are kept");
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static Baseline Pinned(RunStore store, IEnumerable<string> names, string name, DateTimeOffset now)
    {
        ImmutableArray<string> ids = [.. names.SelectMany(
            text => store.List(label: text) is { IsEmpty: false } labelled ? labelled.Select(run => run.Id) : [store.Find(text).Id])
            .Distinct(StringComparer.Ordinal)];
        var runs = ids.Select(store.Load).ToImmutableArray();
        if (runs.FirstOrDefault(run => run.Status != RunStatus.Complete) is { } incomplete)
            throw new UserErrorException(
                $"run {incomplete.Id} is {(incomplete.Status == RunStatus.Running ? "still being measured" : "not complete")}",
                "Pin complete runs: stackbench history", ExitCode.Usage);
        if (runs.Select(run => MachineKey.Of(run.Fingerprint)).Distinct(StringComparer.Ordinal).Count() > 1)
            throw new UserErrorException(
                "these runs are of different machines", "Pin runs of one machine; each machine has its own baseline.", ExitCode.Usage);
        if (BaselineRuns.Choose(runs, runs.Length) is { LeftOut: > 0 } choice)
        {
            var odd = runs.First(run => choice.Runs.All(other => other.Id != run.Id));
            var others = RunContention.Of(odd);
            throw odd.Method != choice.Runs[0].Method
                ? new UserErrorException(
                    $"run {odd.Id} was measured by another method ({odd.Method}) than {choice.Runs[0].Id} "
                        + $"({choice.Runs[0].Method})",
                    "Pin runs of one method; those of different methods are not compared.", ExitCode.Usage)
                : new UserErrorException(
                    $"run {odd.Id} was contended: {NumberText.Share(others.Share)} of the CPU went elsewhere",
                    "Pin quiet runs alone, or contended ones alone.", ExitCode.Usage);
        }

        // Runs of several nodes of a kind are the baseline of them all.
        string[] nodes = [.. runs.Select(run => NodeKey.Of(run.Fingerprint)).Distinct(StringComparer.Ordinal)];
        return new Baseline(name, nodes is [var node] ? node : MachineKey.Of(runs[0].Fingerprint), ids, null, now);
    }

    private static Baseline Find(Surroundings surroundings, RunStore store, string name, string? node) =>
        store.FindBaseline(name, ThisMachine.Key(surroundings, node))
        ?? throw new UserErrorException(
        $"there is no baseline '{name}' for this machine", "Set one: stackbench baseline set latest", ExitCode.Usage);

    private static string Describe(Baseline baseline) => baseline.Rolling is { } count
        ? string.Create(CultureInfo.InvariantCulture, $"rolling, the newest {count} runs")
        : $"pinned: {string.Join(", ", baseline.RunIds)}";

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
