using StackBench.Llm.Programs;
using StackBench.Protocol.Engines;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Llm;

/// <summary>The real llama.cpp, where a test needs it.</summary>
internal static class RequiredLlama
{
    /// <summary>Path of one of its programs.</summary>
    public static string Program(string name)
    {
        try
        {
            return LlamaProgram.Find(name, Environment.GetEnvironmentVariable);
        }
        catch (UnsupportedException exception)
        {
            Requirement.Missing(exception.Message);
            return name;
        }
    }
}
