using StackBench.Llm.Programs;
using StackBench.Protocol.Engines;

namespace StackBench.Tests.Fixtures;

/// <summary>The llama.cpp of this machine.</summary>
internal static class RealLlama
{
    /// <summary>Path of one of its programs; the test that asks is skipped where there is none.</summary>
    public static string Find(string program)
    {
        try
        {
            return LlamaProgram.Find(program, Environment.GetEnvironmentVariable);
        }
        catch (UnsupportedException exception)
        {
            Requirement.Missing(exception.Message);
            return program;
        }
    }
}
