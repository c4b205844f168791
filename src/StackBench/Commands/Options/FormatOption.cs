using System.CommandLine;
using System.CommandLine.Parsing;
using StackBench.Core.Text;
using StackBench.Terminal;

namespace StackBench.Commands.Options;

/// <summary>The option <c>--format</c>, for the formats a verb has, and <c>--json</c> for short.</summary>
internal sealed class FormatOption : Option<OutputFormat?>
{
    private readonly Option<bool>? _json;

    private FormatOption(string description, OutputFormat[] formats, string[] names)
        : base("--format")
    {
        Description = description;
        HelpName = string.Join('|', names);
        CustomParser = argument => Parse(argument, formats, names);
        CompletionSources.Add(names);
        if (!formats.Contains(OutputFormat.Json)) return;
        _json = new Option<bool>("--json") { Description = "Short for --format json." };
        DefaultValueFactory = argument => IsGiven(argument, _json) ? OutputFormat.Json : null;
    }

    /// <summary>Null when the user gave none.</summary>
    public static FormatOption Create(string description, params OutputFormat[] formats) =>
        new(description, formats, [.. formats.Select(EnumText.Of)]);

    /// <summary>Gives <c>--json</c> to each verb that has that format.</summary>
    public static void AddShort(Command command)
    {
        foreach (var verb in command.Subcommands) AddShort(verb);
        if (command.Options.OfType<FormatOption>().FirstOrDefault() is not { _json: { } json } format) return;
        command.Add(json);
        command.Validators.Add(result =>
        {
            if (IsGiven(result, json) && result.GetResult(format) is { Implicit: false })
                result.AddError("--json is short for --format json: give one of them");
        });
    }

    // --json=false is one way to say that it is not.
    private static bool IsGiven(SymbolResult result, Option<bool> json) =>
        result.GetResult(json) is { Implicit: false } given && given.GetValueOrDefault<bool>();

    private static OutputFormat? Parse(ArgumentResult argument, OutputFormat[] formats, string[] names)
    {
        var text = argument.Tokens[0].Value;
        var index = Array.IndexOf(names, text);
        if (index >= 0) return formats[index];
        argument.AddError($"'{text}' is no format of this verb; it has {string.Join(", ", names)}");
        return null;
    }
}
