using System.CommandLine;

namespace StackBench.Commands.Options;

/// <summary>The argument that names a stored run.</summary>
internal static class RunArgument
{
    public static Argument<string> Create() => new("run")
    {
        Description = "The id of a run, the beginning of one, a label (its newest run), or 'latest'.",
        HelpName = "ID|latest",
    };
}
