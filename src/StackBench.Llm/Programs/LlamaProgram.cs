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
    public static string Find(string name, Func<string, string?> variable, string remedy = Remedy) =>
        ProgramSearch.Find(name, Variable, remedy, variable);
}
