namespace StackBench.Fleet.Launchers;

/// <summary>A scheduler's command that could not be run, or that failed.</summary>
public sealed class LauncherException(string message) : Exception(message);
