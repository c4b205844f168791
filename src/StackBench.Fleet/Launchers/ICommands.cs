namespace StackBench.Fleet.Launchers;

/// <summary>Runs the programs of a scheduler; tests give their own.</summary>
public interface ICommands
{
    /// <exception cref="LauncherException">There is no such program, or it does not end.</exception>
    CommandResult Run(string program, params IReadOnlyCollection<string> arguments);
}
