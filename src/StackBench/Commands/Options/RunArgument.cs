using System.CommandLine;
using StackBench.Terminal;

namespace StackBench.Commands.Options;

/// <summary>The argument that names a stored run.</summary>
internal static class RunArgument
{
    public static Argument<string> Create(Surroundings surroundings)
    {
        var argument = new Argument<string>("run")
        {
            Description = "The id of a run, the beginning of one, a label (its newest run), or 'latest'.",
            HelpName = "ID|latest",
        };
        argument.CompletionSources.Add(_ => Completions.Runs(surroundings));
        return argument;
    }
}
