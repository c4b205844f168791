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
    private const string Flag = "true", NoFlag = "false";

    /// <summary>What applies to a command line that is right as it is.</summary>
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
    public static ImmutableArray<OptionDefault> Fitting(
        Func<string[], ParseResult> parse, string[] arguments, string verb, ImmutableArray<OptionDefault> defaults)
    {
        ImmutableArray<OptionDefault> kept = [];
        foreach (var one in defaults)
        {
            var with = kept.Add(one);
            // A wrong value is an error of its option; options that exclude each other are one of the verb.
            if (!parse(Insert(arguments, verb, with)).Errors.Any(error => error.SymbolResult is CommandResult)) kept = with;
        }

        return kept;
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

    private static IEnumerable<string> Tokens(OptionDefault chosen) => chosen.Values.Where(value => value != NoFlag)
        .Select(value => value == Flag ? $"--{chosen.Option}" : $"--{chosen.Option}={value}");

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
