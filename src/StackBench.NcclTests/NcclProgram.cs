using StackBench.Protocol.Engines;

namespace StackBench.NcclTests;

/// <summary>Finds the programs of nccl-tests or rccl-tests: in the folder of <see cref="Variable"/>, else on the PATH.</summary>
internal static class NcclProgram
{
    public const string Variable = "STACKBENCH_NCCL_TESTS";

    private const string Remedy = $"build nccl-tests or rccl-tests, and set {Variable} to their folder 'build'";

    /// <exception cref="UnsupportedException">There is none.</exception>
    public static string Find(string name, Func<string, string?> variable) => ProgramSearch.Find(name, Variable, Remedy, variable);
}
