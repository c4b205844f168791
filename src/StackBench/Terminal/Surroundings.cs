using Spectre.Console;

namespace StackBench.Terminal;

/// <summary>The world a verb runs in: streams, clock, environment. Tests give their own.</summary>
/// <param name="Out">stdout: results only.</param>
/// <param name="Error">stderr: progress, notes, errors.</param>
internal sealed record Surroundings(IAnsiConsole Out, IAnsiConsole Error, TimeProvider Time, Func<string, string?> Variable)
{
    public static Surroundings OfProcess() => new(
        Consoles.Create(System.Console.Out, System.Console.IsOutputRedirected),
        Consoles.Create(System.Console.Error, System.Console.IsErrorRedirected),
        TimeProvider.System,
        Environment.GetEnvironmentVariable);
}
