using StackBench.Protocol.Engines;

namespace StackBench.NcclTests;

/// <summary>Finds the programs of nccl-tests or rccl-tests: in the folder of <see cref="Variable"/>, else on the PATH.</summary>
internal static class NcclProgram
{
    public const string Variable = "STACKBENCH_NCCL_TESTS";

    private const string Remedy = $"build nccl-tests or rccl-tests, and set {Variable} to their folder 'build'";

    /// <exception cref="UnsupportedException">There is none.</exception>
    public static string Find(string name, Func<string, string?> variable)
    {
        if (variable(Variable) is { Length: > 0 } folder)
        {
            var path = Path.GetFullPath(Path.Combine(folder, name));
            return File.Exists(path) ? path : throw new UnsupportedException($"there is no {name} in the folder of {Variable}", Remedy);
        }

        return (variable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified)
            .Select(entry => Path.Combine(entry, name)).FirstOrDefault(File.Exists)
            ?? throw new UnsupportedException($"{name} is not on the PATH", Remedy);
    }
}
