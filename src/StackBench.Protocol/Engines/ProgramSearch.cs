namespace StackBench.Protocol.Engines;

/// <summary>Finds the programs of an engine: in the folder that a variable names, else on the PATH.</summary>
public static class ProgramSearch
{
    /// <param name="folderVariable">Of the environment; nothing else is searched where it is set.</param>
    /// <returns>Path of the program.</returns>
    /// <exception cref="UnsupportedException">There is none.</exception>
    public static string Find(string name, string folderVariable, string remedy, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        if (variable(folderVariable) is { Length: > 0 } folder)
        {
            var path = Path.GetFullPath(Path.Combine(folder, file));
            return File.Exists(path)
                ? path
                : throw new UnsupportedException($"there is no {name} in the folder of {folderVariable}", remedy);
        }

        return (variable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified)
            .Select(entry => Path.Combine(entry, file)).FirstOrDefault(File.Exists)
            ?? throw new UnsupportedException($"{name} is not on the PATH", remedy);
    }
}
