using System.Collections.Immutable;

namespace StackBench.Running.Engines;

/// <summary>Finds the worker program: in <c>worker/</c> beside the published host, or in the build output beside the host's own.</summary>
public static class WorkerLocator
{
    private const string Name = "StackBench.Worker";

    /// <summary>Program and first arguments; null when the worker is nowhere to be found.</summary>
    /// <param name="baseDirectory">Folder of the host program.</param>
    public static ImmutableArray<string>? Find(string baseDirectory)
    {
        var folder = Path.TrimEndingDirectorySeparator(baseDirectory);
        var configuration = Path.GetFileName(folder);
        return Candidate(Path.Combine(folder, "worker"))
            ?? Candidate(Path.Combine(folder, "..", "..", Name, configuration))
            ?? Candidate(Path.Combine(folder, "..", "..", Name, configuration.Split('_')[0]));
    }

    private static ImmutableArray<string>? Candidate(string folder)
    {
        var program = Path.GetFullPath(Path.Combine(folder, OperatingSystem.IsWindows() ? Name + ".exe" : Name));
        return File.Exists(program) ? [program] : null;
    }
}
