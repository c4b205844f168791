using System.Collections.Immutable;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads;

/// <summary>The one list of all benchmarks, from the hardware up. Reading it is the feature list.</summary>
public static class Catalog
{
    public static ImmutableArray<Benchmark> All { get; } =
    [
        // Hardware and driver: needs no ML stack. What reads a device at rest comes first.
        Capability.GpuCapability.Benchmark,
        Memory.MemoryBandwidth.Benchmark,
        Compute.ComputePeak.Benchmark,
        Device.DevicePeak.Benchmark,
        Memory.DeviceMemory.OfDriver,
        Device.DeviceLatency.Benchmark,
        Device.DeviceLaunch.Benchmark,

        // Components of the ML stack
        Memory.DeviceMemory.Benchmark,
        TensorCore.TensorCoreBenchmark.Benchmark,
        Gemm.GemmBenchmark.Benchmark,
        Gemm.QuantizedLinear.Benchmark,
        Convolution.ConvolutionBenchmark.Benchmark,
        Attention.AttentionBenchmark.Benchmark,
        Triton.TritonBenchmark.Benchmark,
        Compile.CompileBenchmark.Benchmark,
        Training.AutogradBenchmark.Benchmark,
        Training.TrainingBenchmark.Benchmark,
        Training.TrainingBenchmark.OfTorch,
        Training.MegatronBenchmark.Benchmark,
        Collectives.CollectivesBenchmark.Benchmark,
        Onnx.OnnxBenchmark.Benchmark,
        Models.ModelsBenchmark.Benchmark,
        Llm.LlmBenchmark.Benchmark,
        Llm.OfflineGeneration.Vllm,
        Llm.OfflineGeneration.Sglang,
        Serving.ServingBenchmark.Benchmark,
    ];

    /// <summary>Every name once: what a driver and a library both measure is one benchmark of two engines.</summary>
    public static ImmutableArray<string> BenchmarkNames { get; } =
        [.. All.Select(benchmark => benchmark.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Names of the groups that stand for several benchmarks.</summary>
    public static ImmutableArray<string> Groups { get; } = ["pre", "component", "all"];

    /// <summary>
    /// The benchmarks of the given names, aliases or groups in catalog order; without names every benchmark that can run in this version.
    /// </summary>
    /// <exception cref="ArgumentException">A name is unknown; see <see cref="IsKnown"/>.</exception>
    public static ImmutableArray<Benchmark> Select(ImmutableArray<string> names)
    {
        if (names.FirstOrDefault(name => !IsKnown(name)) is { } unknown)
            throw new ArgumentException($"there is no benchmark '{unknown}'", nameof(names));
        return [.. All.Where(benchmark => names.IsEmpty ? benchmark.NotYet is null : names.Any(name => Means(name, benchmark)))];
    }

    /// <summary>Whether the names, of which there is at least one, all mean this benchmark and no other.</summary>
    public static bool IsOnly(IReadOnlyCollection<string> names, string benchmark)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count > 0 && names.All(name => All.Any(one => one.Name == benchmark && IsNamed(name, one)));
    }

    /// <summary>Whether the names hold one of the benchmark's own, and not only a group that it is in.</summary>
    public static bool IsNamedBy(IEnumerable<string> names, Benchmark benchmark) => names.Any(name => IsNamed(name, benchmark));

    public static bool IsKnown(string name) => Groups.Contains(name) || All.Any(benchmark => IsNamed(name, benchmark));

    // A group leaves out what no engine can run yet; a name brings it, so that the reason is shown.
    private static bool Means(string name, Benchmark benchmark) => name switch
    {
        "all" => benchmark.NotYet is null,
        "pre" => benchmark.NotYet is null && benchmark.Group == BenchmarkGroup.Pre,
        "component" => benchmark.NotYet is null && benchmark.Group == BenchmarkGroup.Component,
        _ => IsNamed(name, benchmark),
    };

    private static bool IsNamed(string name, Benchmark benchmark) => benchmark.Name == name || benchmark.Aliases.Contains(name);
}
