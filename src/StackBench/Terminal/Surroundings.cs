using System.Collections.Immutable;
using System.Text;
using Spectre.Console;
using StackBench.Core.Text;
using StackBench.Fleet.Launchers;

namespace StackBench.Terminal;

/// <summary>The world a verb runs in: streams, clock, environment. Tests give their own.</summary>
/// <param name="Out">stdout: results only.</param>
/// <param name="Error">stderr: progress, notes, errors.</param>
internal sealed record Surroundings(IAnsiConsole Out, IAnsiConsole Error, TimeProvider Time, Func<string, string?> Variable)
{
    /// <summary>Names of the environment variables that are set.</summary>
    public ImmutableArray<string> VariableNames { get; init; } = [];

    /// <summary>Why not all of the result has arrived where stdout leads; null where it has, or where nobody watches.</summary>
    public Func<string?> OutputFailure { get; init; } = () => null;

    /// <summary>The programs of a scheduler of many machines.</summary>
    public ICommands Scheduler { get; init; } = new SystemCommands();

    public static Surroundings OfProcess()
    {
        var output = Redirected(System.Console.IsOutputRedirected, StandardStream.Output);
        var error = Redirected(System.Console.IsErrorRedirected, StandardStream.Error);
        if (output is not null) System.Console.SetOut(Writer(output));
        if (error is not null) System.Console.SetError(Writer(error));
        return new(
            Consoles.Create(System.Console.Out, System.Console.IsOutputRedirected),
            Consoles.Create(System.Console.Error, System.Console.IsErrorRedirected),
            TimeProvider.System,
            Environment.GetEnvironmentVariable)
        {
            VariableNames = [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()],
            OutputFailure = () => output?.Failure,
        };
    }

    private static StandardStream? Redirected(bool isRedirected, int descriptor) =>
        isRedirected && !OperatingSystem.IsWindows() ? StandardStream.Open(descriptor) : null;

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
    {
        AutoFlush = true,
    };

    /// <summary>Writes a line for machines to stdout: no wrapping, no styles.</summary>
    public void WriteLine(string text) => Out.Profile.Out.Writer.WriteLine(text);

    /// <summary>Writes on stderr what a command of the user printed, unchanged: it is the user's own terminal and program.</summary>
    public void PassOn(ReadOnlySpan<char> text)
    {
        Error.Profile.Out.Writer.Write(text);
        Error.Profile.Out.Writer.Flush();
    }

    /// <summary>Writes a note for a person to stderr, made safe to show.</summary>
    public void Note(string text) => Error.Profile.Out.Writer.WriteLine(SafeText.OneLine(text));
}
