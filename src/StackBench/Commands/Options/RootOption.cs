using System.CommandLine;

namespace StackBench.Commands.Options;

/// <summary>The option <c>--root</c>: a recorded machine in place of this one.</summary>
internal static class RootOption
{
    public const string ThisMachine = "/";

    public static Option<string> Create() => new("--root")
    {
        Description = "Read a recorded tree instead of this machine: a folder that holds proc and sys.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ThisMachine,
    };

    /// <exception cref="UserErrorException">There is no such folder.</exception>
    public static string Of(ParseResult parse, Option<string> option)
    {
        var root = parse.GetRequiredValue(option);
        return Directory.Exists(root)
            ? root
            : throw new UserErrorException($"there is no folder '{root}'", "give --root a folder that holds proc and sys", ExitCode.Usage);
    }
}
