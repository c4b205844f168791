using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Llm.Gguf;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Llm;

/// <summary>
/// Language models with llama.cpp: reading a prompt, which matrix products bound, and generating tokens, which memory bounds.
/// </summary>
public static class LlmBenchmark
{
    private const string Name = "llm";

    /// <summary>llama.cpp's own default: most tokens it takes at once.</summary>
    private const int Batch = 2048;

    /// <summary>Twice the largest last cache of a GPU (256 MiB, MI300X): no GPU tells its own, and smaller weights may lie in it.</summary>
    private const double MemoryBoundOnGpu = 512.0 * (1 << 20);

    /// <summary>Tests of the small synthetic model and of the user's own.</summary>
    private static readonly ImmutableArray<LlmTest> AllTests =
    [
        new(true, 128, 0, Suite.Quick), new(true, 512, 0, Suite.Quick), new(false, 32, 0, Suite.Quick), new(false, 128, 0, Suite.Quick),
        new(true, 128, 512, Suite.Standard), new(false, 32, 512, Suite.Standard), new(false, 32, 1024, Suite.Standard),
        new(false, 32, 4096, Suite.Full),
    ];

    private static readonly ImmutableArray<LlmTest> LargeTests =
    [
        new(true, 128, 0, Suite.Quick), new(false, 32, 0, Suite.Quick), new(true, 512, 0, Suite.Standard),
        new(false, 128, 0, Suite.Standard),
        new(false, 32, 1024, Suite.Standard), new(false, 32, 3072, Suite.Full),
    ];

    /// <summary>Those of llama.cpp's public score boards.</summary>
    private static readonly ImmutableArray<LlmTest> BoardTests =
    [
        new(true, 512, 0, Suite.Full, "off"), new(true, 512, 0, Suite.Full, "on"),
        new(false, 128, 0, Suite.Full, "off"), new(false, 128, 0, Suite.Full, "on"),
    ];

    private static readonly ImmutableArray<(ModelShape Shape, TensorType Type, ImmutableArray<LlmTest> Tests, Suite Suite)> OnCpu =
    [
        (ModelShape.Small, TensorType.Q8_0, AllTests, Suite.Quick), (ModelShape.Hundred, TensorType.Q4_0, LargeTests, Suite.Quick),
        (ModelShape.Hundred, TensorType.Q8_0, LargeTests, Suite.Standard), (ModelShape.Hundred, TensorType.F16, LargeTests, Suite.Full),
    ];

    private static readonly ImmutableArray<(ModelShape Shape, TensorType Type, ImmutableArray<LlmTest> Tests, Suite Suite)> OnGpu =
    [
        (ModelShape.Hundred, TensorType.Q8_0, LargeTests, Suite.Quick), (ModelShape.Billion, TensorType.Q8_0, LargeTests, Suite.Quick),
        (ModelShape.Billion, TensorType.Q4_0, LargeTests, Suite.Standard), (ModelShape.Billion, TensorType.F16, LargeTests, Suite.Full),
        (ModelShape.Llama2, TensorType.Q4_0, BoardTests, Suite.Full),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "LLM prefill and decode with llama.cpp, models of random weights or your own",
        Group = BenchmarkGroup.Component,
        Aliases = ["llama.cpp"],
        Engines = [StackBench.Llm.Engine.LlamaEngineSettings.EngineName],
        Workloads = target =>
            [.. (target.IsCpu ? OnCpu : OnGpu).Where(entry => Holds(target, entry.Shape, entry.Type))
                .SelectMany(entry => Workloads(Synthetic(entry.Shape, entry.Type), NotBefore(entry.Tests, entry.Suite), target))],
    };

    /// <summary>The benchmarks with the user's model in place of the synthetic ones; as they are where there is none.</summary>
    public static ImmutableArray<Benchmark> Put(ImmutableArray<Benchmark> benchmarks, LlmModel? model) =>
        model is null
            ? benchmarks
            : [.. benchmarks.Select(benchmark =>
                benchmark.Name == Name ? benchmark with { Workloads = target => Workloads(model, AllTests, target) } : benchmark)];

    // Weights, a cache and what is computed between: a third beside the weights is plenty for the tests here.
    private static bool Holds(WorkloadTarget target, ModelShape shape, TensorType type) =>
        target.IsCpu || shape != ModelShape.Llama2 || target.MemoryBytes >= 4.0 / 3 * Synthetic(shape, type).Facts.WeightBytes;

    private static LlmModel Synthetic(ModelShape shape, TensorType type) =>
        LlmModel.Of(new SyntheticModel(shape, type, SyntheticModel.DefaultSeed));

    private static ImmutableArray<LlmTest> NotBefore(ImmutableArray<LlmTest> tests, Suite suite) =>
        [.. tests.Select(test => test with { Suite = (Suite)Math.Max((int)test.Suite, (int)suite) })];

    private static ImmutableArray<Workload> Workloads(LlmModel model, ImmutableArray<LlmTest> tests, WorkloadTarget target) =>
        [.. tests.Where(test => test.Fits(model.Facts)).Select(test => Workload(model, test, target))];

    private static Workload Workload(LlmModel model, LlmTest test, WorkloadTarget target) => new()
    {
        Benchmark = Name,
        Name = $"{model.Title} {test.Name}",
        Op = test.Op,
        Parameters = new Parameters(
        [
            .. model.Identity,
            .. Parameters.Of(
                ("tokens", test.Tokens), ("depth", test.Depth), ("prompt", "random"), ("threads", target.Machine.Cpu.UsableCores),
                ("batch", Batch),
                ("flash-attention", test.FlashAttention)),
            new("gpu-layers", target.IsCpu ? 0 : "all"),
        ]),
        Cost = test.IsPrefill
            ? LlmCost.Prefill(model.Facts, test.Tokens, test.Depth, Batch)
            : LlmCost.Decode(model.Facts, test.Tokens, test.Depth),
        Metrics = [WorkloadMetric.TokenRate, test.IsPrefill ? WorkloadMetric.FlopRate : WorkloadMetric.Bandwidth, WorkloadMetric.CallTime],
        Suite = test.Suite,
        Bounds = test.IsPrefill ? Matrices(target) : MemoryOf(target, model.Facts.DecodeBytes),
        SlowRemedy = "use a larger --suite, or a smaller --model",
    };

    // Weights that fit in no cache are read from memory again for each token, so that physics bounds them on a CPU too.
    private static Bounds MemoryOf(WorkloadTarget target, double bytes)
    {
        if (!target.IsCpu) return bytes >= MemoryBoundOnGpu ? target.BelowDeviceMemory() : Bounds.None;
        var bounds = target.BelowMemory(bytes);
        return bounds.Layer.Below is null ? bounds : bounds with { CeilingName = TargetBounds.MemoryCeiling };
    }

    // Weights are few bits wide, products are computed in whatever the processor is best at: those of 16 bits stand for that.
    private static Bounds Matrices(WorkloadTarget target)
    {
        var type = !target.IsCpu ? DataType.Fp16 : MatrixUnits.HasBf16(target.Machine.Cpu.Isa) ? DataType.Bf16 : DataType.Fp32;
        return new(Level.Gemm(type).Above());
    }
}
