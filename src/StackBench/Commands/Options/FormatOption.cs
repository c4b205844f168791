using System.CommandLine;
using System.CommandLine.Parsing;
using StackBench.Core.Text;
using StackBench.Terminal;

namespace StackBench.Commands.Options;

/// <summary>The option <c>--format</c>, for the formats a verb has.</summary>
internal static class FormatOption
{
    /// <summary>Null when the user gave none.</summary>
    public static Option<OutputFormat?> Create(string description, params OutputFormat[] formats)
    {
        var names = formats.Select(EnumText.Of).ToArray();
        var option = new Option<OutputFormat?>("--format")
        {
            Description = description,
            HelpName = string.Join('|', names),
            CustomParser = argument => Parse(argument, formats, names),
        };
        option.CompletionSources.Add(names);
        return option;
    }

    private static OutputFormat? Parse(ArgumentResult argument, OutputFormat[] formats, string[] names)
    {
        var text = argument.Tokens[0].Value;
        var index = Array.IndexOf(names, text);
        if (index >= 0) return formats[index];
        argument.AddError($"'{text}' is no format of this verb; it has {string.Join(", ", names)}");
        return null;
    }
}
