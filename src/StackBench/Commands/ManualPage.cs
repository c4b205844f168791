using System.CommandLine;
using System.CommandLine.Help;

namespace StackBench.Commands;

/// <summary>The manual page of the whole program in roff, from the descriptions that the help shows. Pure.</summary>
internal static class ManualPage
{
    public static IEnumerable<string> Lines(RootCommand root, string version, string epilogue) =>
    [
        $".TH STACKBENCH 1 \"\" \"StackBench {Escaped(version)}\"",
        ".SH NAME",
        "stackbench \\- measure a machine's ML stack, and say whether a change made it faster or slower",
        ".SH SYNOPSIS",
        ".B stackbench",
        "\\fIVERB\\fR [\\fIOPTION\\fR ...]",
        ".SH DESCRIPTION",
        Text(root.Description),
        ".SH VERBS",
        .. OptionDefaults.Verbs(root).SelectMany(verb => Verb(verb.Verb, verb.Command)),
        ".SH EXAMPLES, EXIT CODES AND FILES",
        ".nf",
        .. epilogue.ReplaceLineEndings("\n").Split('\n').Select(Text),
        ".fi",
    ];

    private static IEnumerable<string> Verb(string name, Command command)
    {
        var arguments = string.Join(' ', command.Arguments.Select(argument => $"\\fI{Escaped(Shown(argument))}\\fR"));
        yield return $".SS {Escaped(name)} {arguments}".TrimEnd();
        yield return Text(command.Description);
        foreach (var argument in command.Arguments.Where(argument => argument.Description is not null))
        {
            yield return ".TP";
            yield return $"\\fI{Escaped(Shown(argument))}\\fR";
            yield return Text(argument.Description);
        }

        foreach (var option in command.Options.Where(option => !option.Hidden && option is not (HelpOption or VersionOption)))
        {
            var names = option.Aliases.Prepend(option.Name).Select(each => $"\\fB{Escaped(each)}\\fR");
            yield return ".TP";
            yield return string.Join(", ", names) + (option.HelpName is { } value ? $" \\fI{Escaped(value)}\\fR" : "");
            yield return Text(option.Description);
        }
    }

    private static string Shown(Argument argument) => argument.HelpName ?? argument.Name;

    // A line that begins with a dot or a quote would be a request.
    private static string Text(string? text) => Escaped(text ?? "") is var safe && safe is ['.' or '\'', ..] ? $"\\&{safe}" : safe;

    private static string Escaped(string text) =>
        text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
}
