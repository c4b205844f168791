namespace StackBench.Fleet.Launchers;

/// <summary>How a command ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);
