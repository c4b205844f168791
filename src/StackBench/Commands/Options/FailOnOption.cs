using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StackBench.Core.Comparison;

namespace StackBench.Commands.Options;

/// <summary>The option <c>--fail-on</c>: what makes a comparison end with exit code 3.</summary>
internal static class FailOnOption
{
    private const string Slower = "slower-than=";

    public static Option<FailOn?> Create()
    {
        var option = new Option<FailOn?>("--fail-on")
        {
            Description = "Exit with code 3 on regressions, on suspected ones too, or on more than N% slower.",
            HelpName = "regression|suspected|slower-than=N%",
            CustomParser = Parse,
        };
        option.CompletionSources.Add("regression", "suspected", Slower + "5%");
        return option;
    }

    private static FailOn? Parse(ArgumentResult result)
    {
        var text = result.Tokens is [var only] ? only.Value : "";
        switch (text)
        {
            case "never": return FailOn.Never;
            case "regression": return FailOn.Regression;
            case "suspected": return FailOn.Suspected;
        }

        if (text.StartsWith(Slower, StringComparison.Ordinal) && text.EndsWith('%')
            && double.TryParse(
            text.AsSpan(Slower.Length..^1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 100)
            return FailOn.SlowerThan(percent / 100);
        result.AddError($"invalid value '{OptionParsers.Shown(text)}' for --fail-on: expected regression, suspected or slower-than=N%");
        return null;
    }
}
