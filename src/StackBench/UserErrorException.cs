namespace StackBench;

/// <summary>An error the user can act on: what failed and why, what to do, and the exit code.</summary>
internal sealed class UserErrorException(string message, string? remedy = null, ExitCode exitCode = ExitCode.Failed) : Exception(message)
{
    public string? Remedy { get; } = remedy;

    public ExitCode ExitCode { get; } = exitCode;
}
