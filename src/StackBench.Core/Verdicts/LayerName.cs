using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Verdicts;

/// <summary>A layer of the stack as sentences name it, from the hardware up.</summary>
/// <param name="Benchmark">That measures it.</param>
/// <param name="Part">What the name of a workload has in it; null for all of the benchmark.</param>
/// <param name="Low">Share of the layer below under which the best of the layer is a loss and not its nature.</param>
/// <param name="Place">Where a loss of it sits.</param>
internal sealed record LayerName(string Benchmark, string? Part, string Title, double Low, string Place)
{
    /// <summary>A share of memory says less: stores, caches and the size of models all move it.</summary>
    public const double LowOfMemory = 0.3;

    public const string Memory = "memory", Vector = "vector units", Matrix = "matrix units", Gemm = "GEMM";

    // Whole machines measured so far: GEMM 62-84 %, convolution 47-107 %, attention 42-120 % of the layer below.
    private static readonly ImmutableArray<LayerName> All =
    [
        new("memory-bandwidth", null, Memory, 0, "the memory"),
        new("device-memory", null, Memory, 0, "the memory"),
        // Cores of two kinds, and clocks that fall as more work, give far less than cores x one thread at its boost.
        new("compute-peak", null, Vector, 0.2, "how its threads share the cores"),
        new("device-peak", "vector", Vector, 0, "the units"),
        new("device-peak", "matrix", Matrix, 0, "the units"),
        new("tensor-core", null, Gemm, 0.5, "the library"),
        new("gemm", null, Gemm, 0.5, "the library"),
        new("convolution", null, "convolution", 0.35, "the library's convolutions"),
        new("attention", null, "attention", 0.3, "the attention kernels"),
        new("triton", null, "Triton kernels", 0.2, "the compiler of the kernels"),
        new("compile", null, "transformer block", 0.15, "the framework"),
        new("autograd", null, "training", 0.1, "the framework"),
        new("training", null, "training", 0.1, "the framework"),
        new("megatron", null, "training", 0.1, "the framework"),
        new("llm", "prefill", "prefill", 0.1, "the engine of the model"),
        new("llm", "decode", "decode", 0.1, "the engine of the model"),
        new("sglang-offline", null, "generation", 0.1, "the server"),
        new("vllm-offline", null, "generation", 0.1, "the server"),
        new("serving", null, "serving", 0.1, "the server"),
    ];

    /// <summary>Place in the ladder, from the hardware up.</summary>
    public int Order => All.IndexOf(this);

    /// <summary>Null for what is no layer, such as a latency.</summary>
    public static LayerName? Of(BenchmarkResult result) => All.FirstOrDefault(name => name.Benchmark == result.Benchmark
        && (name.Part is null || result.Workload.Contains(name.Part, StringComparison.Ordinal)));
}
