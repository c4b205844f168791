namespace StackBench.Worker.Spirv;

/// <summary>A kernel as a driver takes it.</summary>
/// <param name="Name">For logs, tests and files: <c>fma-fp32</c>.</param>
/// <param name="Words">The SPIR-V module; its entry point is <c>main</c>.</param>
/// <param name="GroupSize">Invocations of a workgroup.</param>
/// <param name="Arguments">Number of arguments, 8 bytes each, handed over as push constants.</param>
internal sealed record Kernel(string Name, uint[] Words, int GroupSize, int Arguments);
