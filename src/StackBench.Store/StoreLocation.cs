namespace StackBench.Store;

/// <summary>Where runs are kept.</summary>
/// <param name="Folder">Holds the database and the logs.</param>
public sealed record StoreLocation(string Folder)
{
    public string DatabasePath => Path.Combine(Folder, "stackbench.db");

    /// <summary>One run document per run.</summary>
    public string LogFolder => Path.Combine(Folder, "logs");

    /// <summary>
    /// <c>$STACKBENCH_HOME</c>, else <c>$XDG_DATA_HOME/stackbench</c>, else <c>~/.local/share/stackbench</c>.
    /// A relative <c>$XDG_DATA_HOME</c> is ignored, as the XDG base directory specification demands.
    /// </summary>
    /// <exception cref="StoreException">None of the variables is set.</exception>
    public static StoreLocation Of(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;

        if (Read("STACKBENCH_HOME") is { } own) return new StoreLocation(own);
        if (Read("XDG_DATA_HOME") is { } data && Path.IsPathRooted(data)) return new StoreLocation(Path.Combine(data, "stackbench"));
        return (Read("HOME") ?? Read("USERPROFILE")) is { } home
            ? new StoreLocation(Path.Combine(home, ".local", "share", "stackbench"))
            : throw new StoreException(
            StoreFailure.Unavailable, "no folder for the run store: HOME is not set", "Set STACKBENCH_HOME to a folder for your runs.");
    }

    /// <summary>What the engines of a run printed; there only where one did.</summary>
    public string EngineLogFolder(string runId) => Path.Combine(Folder, "engine-logs", runId);

    /// <summary>Makes the folder and one in it, open to whom the store is open to and nobody else.</summary>
    /// <returns>The path of the inner one.</returns>
    public string MakeFolder(string name)
    {
        var modes = StoreModes.Of(this);
        modes.CreateFolder(Folder);
        var path = Path.Combine(Folder, name);
        modes.CreateFolder(path);
        return path;
    }

    public string LogPath(string runId) => Path.Combine(LogFolder, runId + ".json");

    /// <summary>Logs of runs that are being recorded.</summary>
    internal string JournalFolder => Path.Combine(LogFolder, ".recording");

    internal string JournalPath(string runId) => Path.Combine(JournalFolder, runId + ".jsonl");
}
