using System.CommandLine;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>run</c> inside another verb: of a fleet's node, or of a check.</summary>
internal static class NestedRun
{
    /// <returns>The exit code of the run.</returns>
    /// <exception cref="UserErrorException">The arguments are not those of <c>run</c>.</exception>
    public static async Task<int> InvokeAsync(
        IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellation)
    {
        var parse = Verbs.CreateRoot(surroundings).Parse(
            ["run", .. arguments], new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors is [var error, ..]) throw new UserErrorException(error.Message, exitCode: ExitCode.Usage);
        return await parse.InvokeAsync(new InvocationConfiguration
        {
            Output = surroundings.Out.Profile.Out.Writer,
            Error = surroundings.Error.Profile.Out.Writer,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        }, cancellation);
    }
}
