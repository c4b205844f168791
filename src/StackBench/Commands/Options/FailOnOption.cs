using System.CommandLine;
using StackBench.Core.Comparison;

namespace StackBench.Commands.Options;

/// <summary>The option <c>--fail-on</c> of verbs that compare.</summary>
internal static class FailOnOption
{
    public static Option<FailOn> Create() => new("--fail-on")
    {
        Description = "Exit with code 3 on regressions, or on suspected ones too.",
        HelpName = "regression|suspected",
        CustomParser = OptionParsers.OneOf<FailOn>("--fail-on"),
    };
}
