using StackBench.Protocol.Engines;

namespace StackBench.Llm.Programs;

/// <summary>Finds the programs of llama.cpp: in the folder of <see cref="Variable"/>, else on the PATH.</summary>
public static class LlamaProgram
{
    public const string Variable = "STACKBENCH_LLAMA";

    public const string Bench = "llama-bench";

    public const string Remedy = $"install llama.cpp, or set {Variable} to its folder";

    /// <returns>Path of the program.</returns>
    /// <exception cref="UnsupportedException">There is none.</exception>
    public static string Find(string name, Func<string, string?> variable, string remedy = Remedy)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        if (variable(Variable) is { Length: > 0 } folder)
        {
            var path = Path.GetFullPath(Path.Combine(folder, file));
            return File.Exists(path) ? path : throw new UnsupportedException($"there is no {name} in the folder of {Variable}", remedy);
        }

        return (variable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified)
            .Select(entry => Path.Combine(entry, file)).FirstOrDefault(File.Exists)
            ?? throw new UnsupportedException($"{name} is not on the PATH", remedy);
    }
}
