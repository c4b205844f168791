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

    public static Benchmark TensorCore { get; } = new()
    {
        Name = "tensor-core",
        Summary = "matrix units: fp16, bf16 and fp32 matmul peak",
        Group = BenchmarkGroup.Component,
        NotYet = "not available yet: comes with the Python engine",
    };

    public static Benchmark Autograd { get; } = new()
    {
        Name = "autograd",
        Summary = "forward and backward pass, and the overhead of recording",
        Group = BenchmarkGroup.Component,
        NotYet = "not available yet: comes with the Python engine",
    };

    public static Benchmark Training { get; } = new()
    {
        Name = "training",
        Summary = "training steps: DeepSpeed ZeRO, Megatron",
        Group = BenchmarkGroup.Component,
        Aliases = ["deepspeed", "megatron"],
        NotYet = "not available yet: comes with the Python engine",
    };

    public static Benchmark Onnx { get; } = new()
    {
        Name = "onnx",
        Summary = "ONNX Runtime: latency and throughput of models",
        Group = BenchmarkGroup.Component,
        Aliases = ["onnxruntime"],
        NotYet = "not available yet: comes with the ONNX Runtime engine",
    };

    public static Benchmark Serving { get; } = new()
    {
        Name = "serving",
        Summary = "LLM serving under load: vLLM and other OpenAI-compatible servers",
        Group = BenchmarkGroup.Component,
        Aliases = ["vllm"],
        NotYet = "not available yet: comes with the serving load generator",
    };

    public static Benchmark Collectives { get; } = new()
    {
        Name = "collectives",
        Summary = "all-reduce, all-gather and reduce-scatter between devices",
        Group = BenchmarkGroup.Component,
        NotYet = "not available yet: comes with the Python engine",
    };
}
