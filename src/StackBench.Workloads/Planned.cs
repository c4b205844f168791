namespace StackBench.Workloads;

/// <summary>Benchmarks whose names are settled and whose engines come in later versions. Each moves to its own folder when it does.</summary>
internal static class Planned
{
    public static Benchmark GpuCapability { get; } = new()
    {
        Name = "gpu-capability",
        Summary = "what every GPU is, what it should reach, and in which state it is",
        Group = BenchmarkGroup.Pre,
        NotYet = "not available yet: comes with GPU detection",
    };

    public static Benchmark Onnx { get; } = new()
    {
        Name = "onnx",
        Summary = "ONNX Runtime: latency and throughput of models",
        Group = BenchmarkGroup.Component,
        Aliases = ["onnxruntime"],
        NotYet = "not available yet: comes with the ONNX Runtime engine",
    };
}
