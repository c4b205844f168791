namespace StackBench.Llm.LlamaBench;

/// <summary>Finds the programs of llama.cpp: in the folder of <see cref="Variable"/>, else on the PATH.</summary>
public static class LlamaProgram
{
    public const string Variable = "STACKBENCH_LLAMA";

    public const string Bench = "llama-bench";

    public const string Remedy = $"install llama.cpp, or set {Variable} to its folder";

    /// <returns>Path of the program, or why there is none.</returns>
    public static (string? Path, string? Reason) Find(string name, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        if (variable(Variable) is { Length: > 0 } folder)
        {
            var path = Path.GetFullPath(Path.Combine(folder, file));
            return File.Exists(path) ? (path, null) : (null, $"there is no {name} in the folder of {Variable}");
        }

        var found = (variable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified).Select(entry => Path.Combine(entry, file)).FirstOrDefault(File.Exists);
        return found is null ? (null, $"{name} is not on the PATH") : (found, null);
    }
}
