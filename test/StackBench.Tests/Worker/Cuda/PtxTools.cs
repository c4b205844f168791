namespace StackBench.Tests.Worker.Cuda;

/// <summary>NVIDIA's assembler and disassembler, as <c>eng/ptx-tools.sh</c> unpacks them.</summary>
internal static class PtxTools
{
    /// <summary>A program of them; skips where there is none, for they are not free and no test may depend on them.</summary>
    public static string Find(string name)
    {
        var stack = Environment.GetEnvironmentVariable("STACKBENCH_ML_STACK");
        var path = Path.Combine(stack ?? "", "ptx", "bin", name);
        if (stack is null || !File.Exists(path)) Assert.Skip($"no {name} under STACKBENCH_ML_STACK (eng/ptx-tools.sh)");
        return path;
    }
}
