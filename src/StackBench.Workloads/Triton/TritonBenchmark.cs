using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Triton;

/// <summary>Kernels of our own in Triton against PyTorch's operation for the same work: how good the compiler is on this device.</summary>
internal static class TritonBenchmark
{
    private const string Name = "triton";
    private const string PyTorch = "pytorch";
    private const long SmallSize = 128;

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Triton: kernels of our own against PyTorch's, and the time to compile them",
        Group = BenchmarkGroup.Component,
        Engines = ["triton"],
        Needs = "a GPU",
        // On a CPU Triton's interpreter computes: small sizes, and no rate.
        Workloads = target =>
        [
            .. from kernel in Kernels(target.Engine is not null && target.IsCpu ? SmallSize : target.IsLarge ? 8192 : 4096)
               from implementation in (string[])[PyTorch, "triton"]
               select Workload(kernel, implementation, target),
        ],
    };

    private static IEnumerable<(string Title, DataType Type, Parameters Parameters, Cost Cost, bool IsMemoryBound)> Kernels(long size)
    {
        var (fp32, fp16, square) = (DataType.Fp32, DataType.Fp16, (double)size * size);
        var count = 4 * size * size;
        // What a kernel wrote last is still in a cache when it ends, 256 MiB on some devices: it must be a small part of the whole.
        var (rows, entries) = (4 * size, 4 * square);
        yield return (
            "vector-add", fp32, Parameters.Of(("kernel", "vector-add"), ("count", count)), new(Flop: count, Bytes: 3.0 * 4 * count), true);
        yield return ("softmax", fp32, Parameters.Of(("kernel", "softmax"), ("rows", rows), ("columns", size)),
            new(Flop: 5 * entries, Bytes: 2 * 4 * entries), true);
        yield return ("layernorm", fp32, Parameters.Of(("kernel", "layernorm"), ("rows", rows), ("columns", size)),
            new(Flop: 8 * entries, Bytes: 2 * 4 * entries), true);
        yield return ("matmul", fp16, Parameters.Of(("kernel", "matmul"), ("m", size), ("n", size), ("k", size)),
            new(Flop: 2 * square * size, Bytes: 3 * 2 * square), false);
        yield return (
            "attention", fp16,
            Parameters.Of(("kernel", "attention"), ("batch", 4), ("heads", 16), ("tokens", size / 2), ("width", 64), ("causal", false)),
            new(Flop: 4.0 * 4 * 16 * 64 * (size / 2) * (size / 2), Bytes: 4.0 * 2 * 4 * 16 * 64 * (size / 2)), false);
    }

    private static Workload Workload((string Title, DataType Type, Parameters Parameters, Cost Cost, bool IsMemoryBound) kernel,
        string implementation, WorkloadTarget target) => new()
        {
            Benchmark = Name,
            Name = $"{kernel.Title} {kernel.Type} {implementation}",
            Op = "triton",
            Parameters =
            target.Complete(
                kernel.Parameters.With("dtype", kernel.Type.Name).With("implementation", implementation), isFlushed: kernel.IsMemoryBound),
            Cost = kernel.Cost,
            Metrics =
        [
            kernel.IsMemoryBound ? WorkloadMetric.Bandwidth : WorkloadMetric.FlopRate,
            WorkloadMetric.CallTime,
            .. implementation == PyTorch
                ? ImmutableArray<WorkloadMetric>.Empty
                : [WorkloadMetric.SpeedUp, WorkloadMetric.Reported(MetricDefinitions.CompileTime)],
        ],
            Suite = Suite.Quick,
            Bounds = target.IsCpu ? Bounds.None : kernel.IsMemoryBound ? target.BelowDeviceMemory() : target.BelowMatrix(kernel.Type),
            Against = implementation == PyTorch ? null : $"{kernel.Title} {kernel.Type} {PyTorch}",
        };
}
