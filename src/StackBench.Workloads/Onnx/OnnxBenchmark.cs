using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Onnx;

/// <summary>Models with ONNX Runtime. Its name is settled; its engine comes in a later version.</summary>
internal static class OnnxBenchmark
{
    public static Benchmark Benchmark { get; } = new()
    {
        Name = "onnx",
        Summary = "ONNX Runtime: latency and throughput of models",
        Group = BenchmarkGroup.Component,
        Aliases = ["onnxruntime"],
        NotYet = "not available yet: comes with the ONNX Runtime engine",
    };
}
