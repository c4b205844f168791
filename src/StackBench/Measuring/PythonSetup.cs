using System.Collections.Immutable;
using StackBench.Machine;
using StackBench.Running.Engines;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>
/// Which Python interpreter is measured: <c>--python</c>, else the configuration, else the one that a user who types python gets.
/// </summary>
internal static class PythonSetup
{
    /// <param name="wanted">What the option says; null for the usual one.</param>
    /// <param name="software">What is known of the interpreters of this machine.</param>
    /// <exception cref="UserErrorException">There is no interpreter as wanted, or the worker's files are missing.</exception>
    public static ImmutableArray<EngineDefinition> Engines(string? wanted, SoftwareFacts software, Surroundings surroundings)
    {
        var folder = PythonEngines.Find(AppContext.BaseDirectory)
            ?? throw new UserErrorException("the files of the Python worker (python/stackbench_worker) are missing beside stackbench",
            "build the whole solution, or install the whole published folder");
        // One that was named is asked itself; of the usual one its files tell what is not there, so that nothing is started in vain.
        if (wanted is not null) return PythonEngines.Define(Resolve(wanted, surroundings) ?? throw Unknown(wanted), folder, packages: null);
        var settled = UserConfiguration.Read(surroundings);
        if (settled.Python is { } python)
            return Resolve(python, surroundings) is { } found
                ? PythonEngines.Define(found, folder, packages: null)
                : PythonEngines.Without(
                    folder, $"{settled.PythonPlace}: there is no Python interpreter '{python}'", "correct the file, or give --python");
        return software.ActivePython is { } active
            ? PythonEngines.Define(active.Path, folder, [.. active.Packages.Keys])
            : PythonEngines.Define(null, folder, packages: null);
    }

    /// <summary>The path of an interpreter that a user named by a program, a word or a folder.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static string Interpreter(string text, Surroundings surroundings) => Resolve(text, surroundings) ?? throw Unknown(text);

    private static UserErrorException Unknown(string text) => new($"there is no Python interpreter '{text}'",
        "Give --python a program (/usr/bin/python3) or the folder of a virtual environment.", ExitCode.Usage);

    private static string? Resolve(string text, Surroundings surroundings)
    {
        // A bare word is looked up as a shell does: what lies in the folder one stands in is not run by accident.
        var isBare = !text.Contains(Path.DirectorySeparatorChar);
        if (isBare && (surroundings.Variable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathRooted).Select(
            folder => Path.Combine(folder, text)).FirstOrDefault(File.Exists) is { } onPath) return onPath;
        foreach (var inFolder in (string[])["bin/python", "bin/python3", "Scripts/python.exe"])
            if (Directory.Exists(text) && File.Exists(Path.Combine(text, inFolder))) return Path.GetFullPath(Path.Combine(text, inFolder));
        return !isBare && File.Exists(text) ? Path.GetFullPath(text) : null;
    }
}
