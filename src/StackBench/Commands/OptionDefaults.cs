using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using StackBench.Commands.Options;
using StackBench.Core.Text;
using StackBench.Measuring;

namespace StackBench.Commands;

/// <summary>
/// Options that the command line leaves out and the user has settled: by a variable, <c>STACKBENCH_RUN_LAUNCHES</c>, else by config.toml.
/// Pure.
/// </summary>
internal static class OptionDefaults
{
    /// <summary>Whether a command line is wrong in what its verb asks for only, which a default may be.</summary>
    public static bool MayMend(ParseResult parse) =>
        parse.UnmatchedTokens.Count == 0 && parse.Errors.Count > 0 && parse.Errors.All(error => error.SymbolResult is CommandResult);

    /// <summary>What applies where the command line does not say otherwise.</summary>
    public static ImmutableArray<OptionDefault> Of(ParseResult parse, UserConfiguration settled, Func<string, string?> variable)
    {
        var command = parse.CommandResult.Command;
        return Of(command, Verb(parse), settled, variable)
            .Where(chosen => parse.GetResult(OptionOf(command, chosen.Option)!) is not { Implicit: false }).ToImmutableArray();
    }

    /// <summary>All that is settled for a verb: a variable comes before the file, and in the file the last line.</summary>
    public static IEnumerable<OptionDefault> Of(Command command, string verb, UserConfiguration settled, Func<string, string?> variable)
    {
        foreach (var option in Options(command))
        {
            var name = Variable(verb, option);
            if (variable(name) is { Length: > 0 } text) yield return new OptionDefault(verb, option.Name[2..], [text], name);
            else if (settled.Defaults.LastOrDefault(each => each.Verb == verb && OptionOf(command, each.Option) == option) is { } found)
                yield return found;
        }
    }

    /// <summary>
    /// Those that go together with what the command line says: <c>--json</c> there puts a <c>format</c> of the file aside.
    /// </summary>
    /// <param name="parse">Parses a command line.</param>
    /// <returns>And those that exclude each other: what the user settled contradicts itself.</returns>
    public static (ImmutableArray<OptionDefault> Fitting, ImmutableArray<OptionDefault> Contradicting) Fitting(
        Func<string[], ParseResult> parse, string[] arguments, string verb, ImmutableArray<OptionDefault> defaults)
    {
        // A wrong value is an error of its option; options that exclude each other are one of the verb.
        int Errors(ImmutableArray<OptionDefault> chosen) =>
            parse(Insert(arguments, verb, chosen)).Errors.Count(error => error.SymbolResult is CommandResult);
        ImmutableArray<OptionDefault> kept = [], contradicting = [];
        var before = Errors([]);
        var now = before;
        foreach (var one in defaults)
        {
            var errors = Errors(kept.Add(one));
            if (errors <= now) (kept, now) = (kept.Add(one), errors);
            else if (Errors([one]) <= before) contradicting = contradicting.Add(one);
        }

        return (kept, contradicting);
    }

    /// <summary>The command line with them, right behind the verb: what stands behind -- stays another program's.</summary>
    public static string[] Insert(string[] arguments, string verb, ImmutableArray<OptionDefault> defaults)
    {
        var place = verb.Split(' ').Aggregate(0, (from, name) => Array.IndexOf(arguments, name, from) + 1);
        return [.. arguments[..place], .. defaults.SelectMany(Tokens), .. arguments[place..]];
    }

    /// <summary>What config.toml settles of verbs and options that do not exist.</summary>
    public static IEnumerable<string> Mistakes(RootCommand root, UserConfiguration settled)
    {
        foreach (var one in settled.Defaults)
        {
            if (CommandOf(root, one.Verb.Split(' ')) is not { } command)
                yield return $"{one.Place}: there is no setting '[{one.Verb.Replace(' ', '.')}]'; "
                    + "a table has the name of a verb, such as [run]";
            else if (OptionOf(command, one.Option) is null)
                yield return $"{one.Place}: 'stackbench {one.Verb}' has no option '--{OptionParsers.Shown(one.Option)}'"
                    + (Spelling.Nearest(one.Option, Options(command).Select(option => option.Name[2..])) is { } near
                        ? $"; did you mean {near}?" : "");
            else if (one.Values.IsEmpty) yield return $"{one.Place}: '{one.Option}' has no value";
        }
    }

    /// <summary>The verb of a command line as config.toml names it; empty for the root.</summary>
    public static string Verb(ParseResult parse) => string.Join(' ', UsageErrors.Path(parse).Split(' ').Skip(1));

    /// <summary>Every verb that does something, with its name.</summary>
    public static IEnumerable<(string Verb, Command Command)> Verbs(Command command, string path = "") =>
        command.Subcommands.Where(verb => !verb.Hidden).SelectMany(verb =>
            Verbs(verb, $"{path} {verb.Name}".Trim()).Prepend(($"{path} {verb.Name}".Trim(), verb)));

    private static IEnumerable<string> Tokens(OptionDefault chosen) => chosen.Values.Select(value => $"--{chosen.Option}={value}");

    private static string Variable(string verb, Option option) =>
        $"STACKBENCH_{verb}_{option.Name[2..]}".ToUpperInvariant().Replace(' ', '_').Replace('-', '_');

    /// <summary>The command of a verb; null where there is none.</summary>
    public static Command? CommandOf(Command root, IEnumerable<string> verb) =>
        verb.Aggregate((Command?)root, (command, name) => command?.Subcommands.FirstOrDefault(each => !each.Hidden && each.Name == name));

    private static Option? OptionOf(Command command, string name) =>
        Options(command).FirstOrDefault(option => option.Name == $"--{name}" || option.Aliases.Contains($"--{name}"));

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Where(option => option is not (HelpOption or VersionOption) && !option.Hidden);
}
