using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using StackBench.Commands.Options;
using StackBench.Core.Text;

namespace StackBench.Commands;

/// <summary>What is wrong with a command line, in the user's words. Pure.</summary>
internal static class UsageErrors
{
    /// <summary>The errors of a command line, the causes only: a misspelt option makes a stray argument of its value.</summary>
    /// <returns>Empty where it is fine.</returns>
    public static ImmutableArray<string> Of(ParseResult parse)
    {
        var misspelt = UnknownOptions(parse);
        if (!misspelt.IsEmpty) return misspelt;
        if (parse.Errors.Count == 0) return [];
        var said = parse.Errors.Where(error => error.SymbolResult is OptionResult or ArgumentResult).Select(Said);
        var stray = parse.UnmatchedTokens is [var first, ..] ? Stray(parse, first) : null;
        var all = said.Concat(stray is null ? [] : [stray]).Distinct().ToImmutableArray();
        return all.IsEmpty ? [.. parse.Errors.Select(error => error.Message).Distinct()] : all;
    }

    /// <summary>The verb of a command line: <c>stackbench history delete</c>.</summary>
    public static string Path(ParseResult parse)
    {
        var names = new List<string>();
        for (SymbolResult? result = parse.CommandResult; result is not null; result = result.Parent)
            if (result is CommandResult command) names.Add(command.Command is RootCommand ? "stackbench" : command.Command.Name);
        names.Reverse();
        return string.Join(' ', names);
    }

    private static ImmutableArray<string> UnknownOptions(ParseResult parse)
    {
        // What stands behind -- is a command of the user with options of its own.
        var ours = parse.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        var positional = parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value).Concat(parse.UnmatchedTokens).ToHashSet(StringComparer.Ordinal);
        var known = Options(parse.CommandResult).ToImmutableArray();
        return
        [
            .. parse.Tokens.Take(ours)
                .Where(token => token.Type == TokenType.Argument && IsOption(token.Value) && positional.Contains(token.Value))
                .Select(token => token.Value.Split('=')[0]).Distinct()
                .Select(name => $"there is no option '{OptionParsers.Shown(name)}'"
                    + (Spelling.Nearest(name, known) is { } near ? $"; did you mean {near}?" : $"; '{Path(parse)} --help' names them all")),
        ];
    }

    // A single - is often written for stdin, and -5 is a number.
    private static bool IsOption(string text) => text.Length > 1 && text[0] == '-' && !char.IsAsciiDigit(text[1]);

    private static IEnumerable<string> Options(CommandResult result)
    {
        var own = result.Command.Options.AsEnumerable();
        for (var parent = result.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
            own = own.Concat(parent.Command.Options.Where(option => option.Recursive));
        return own.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal));
    }

    private static string Stray(ParseResult parse, string text) =>
        parse.CommandResult.Command.Subcommands is { Count: > 0 } verbs
            ? $"there is no verb '{OptionParsers.Shown(text)}'"
                + (Spelling.Nearest(text, verbs.Where(verb => !verb.Hidden).Select(verb => verb.Name)) is { } near
                    ? $"; did you mean {near}?"
                    : $"; '{Path(parse)} --help' names them all")
            : $"'{OptionParsers.Shown(text)}' is one argument too many; '{Path(parse)} --help' shows what it takes";

    private static string Said(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Option: { HelpName: { } form } option } => $"{option.Name} needs a value: {form}",
        ArgumentResult { Tokens.Count: 0, Argument: { Arity.MinimumNumberOfValues: > 0, HelpName: { } form } } => $"<{form}> is missing",
        _ => error.Message,
    };
}
