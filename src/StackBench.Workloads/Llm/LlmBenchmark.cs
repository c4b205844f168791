using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Llm.Gguf;
using StackBench.Machine;
using StackBench.Workloads.Gemm;

namespace StackBench.Workloads.Llm;

/// <summary>Language models with llama.cpp: reading a prompt, which matrix products bound, and generating tokens, which memory bounds.</summary>
public static class LlmBenchmark
{
    private const string Name = "llm";

    /// <summary>llama.cpp's own default: most tokens it takes at once.</summary>
    private const int Batch = 2048;

    private static readonly WorkloadMetric TokenRate = new(MetricDefinitions.TokenRate, MetricSource.TokensOverMedian);
    private static readonly WorkloadMetric FlopRate = new(MetricDefinitions.FlopRate, MetricSource.FlopOverMedian);
    private static readonly WorkloadMetric Bandwidth = new(MetricDefinitions.Bandwidth, MetricSource.BytesOverMedian);
    private static readonly WorkloadMetric CallTime = new(MetricDefinitions.CallTime, MetricSource.MedianTime);

    /// <summary>Tests of the small synthetic model and of the user's own.</summary>
    private static readonly ImmutableArray<LlmTest> AllTests =
    [
        new(true, 128, 0, Suite.Quick), new(true, 512, 0, Suite.Quick), new(false, 32, 0, Suite.Quick), new(false, 128, 0, Suite.Quick),
        new(true, 128, 512, Suite.Standard), new(false, 32, 512, Suite.Standard), new(false, 32, 1024, Suite.Standard), new(false, 32, 4096, Suite.Full),
    ];

    private static readonly ImmutableArray<LlmTest> LargeTests =
    [
        new(true, 128, 0, Suite.Quick), new(false, 32, 0, Suite.Quick), new(true, 512, 0, Suite.Standard), new(false, 128, 0, Suite.Standard),
        new(false, 32, 1024, Suite.Standard), new(false, 32, 3072, Suite.Full),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "LLM prefill and decode with llama.cpp, models of random weights or your own",
        Group = BenchmarkGroup.Component,
        Aliases = ["llama.cpp"],
        Engines = [StackBench.Llm.Engine.LlamaEngineSettings.EngineName],
        Workloads = target => !target.IsCpu ? [] :
        [
            .. Workloads(Synthetic(ModelShape.Small, TensorType.Q8_0), AllTests, target.Machine),
            .. Workloads(Synthetic(ModelShape.Hundred, TensorType.Q4_0), LargeTests, target.Machine),
            .. Workloads(Synthetic(ModelShape.Hundred, TensorType.Q8_0), NotBefore(LargeTests, Suite.Standard), target.Machine),
            .. Workloads(Synthetic(ModelShape.Hundred, TensorType.F16), NotBefore(LargeTests, Suite.Full), target.Machine),
        ],
    };

    /// <summary>The benchmarks with the user's model in place of the synthetic ones; as they are where there is none.</summary>
    public static ImmutableArray<Benchmark> Put(ImmutableArray<Benchmark> benchmarks, LlmModel? model) =>
        model is null ? benchmarks : [.. benchmarks.Select(benchmark => benchmark.Name == Name ? benchmark with { Workloads = target => target.IsCpu ? Workloads(model, AllTests, target.Machine) : [] } : benchmark)];

    private static LlmModel Synthetic(ModelShape shape, TensorType type) => LlmModel.Of(new SyntheticModel(shape, type, SyntheticModel.DefaultSeed));

    private static ImmutableArray<LlmTest> NotBefore(ImmutableArray<LlmTest> tests, Suite suite) =>
        [.. tests.Select(test => test with { Suite = (Suite)Math.Max((int)test.Suite, (int)suite) })];

    private static ImmutableArray<Workload> Workloads(LlmModel model, ImmutableArray<LlmTest> tests, MachineFacts machine) =>
        [.. tests.Where(test => test.Fits(model.Facts)).Select(test => Workload(model, test, machine))];

    private static Workload Workload(LlmModel model, LlmTest test, MachineFacts machine)
    {
        var memory = MemoryLevel.Below(model.Facts.DecodeBytes, machine.Cpu);
        return new Workload
        {
            Benchmark = Name,
            Name = $"{model.Title} {test.Name}",
            Op = test.Op,
            Parameters = new Parameters(
            [
                .. model.Identity,
                .. Parameters.Of(
                    ("tokens", test.Tokens), ("depth", test.Depth), ("prompt", "random"), ("threads", machine.Cpu.UsableCores), ("batch", Batch),
                    ("flash-attention", "auto"), ("gpu-layers", 0)),
            ]),
            Cost = test.IsPrefill ? LlmCost.Prefill(model.Facts, test.Tokens, test.Depth, Batch) : LlmCost.Decode(model.Facts, test.Tokens, test.Depth),
            Metrics = test.IsPrefill ? [TokenRate, FlopRate, CallTime] : [TokenRate, Bandwidth, CallTime],
            Suite = test.Suite,
            Layer = test.IsPrefill ? Matrices(machine) : memory,
            CeilingName = !test.IsPrefill && memory.Below is not null ? "bandwidth.memory" : null,
            SlowRemedy = "use a larger --suite or --budget, or a smaller --model",
        };
    }

    // Weights are few bits wide, products are computed in whatever the processor is best at: bf16 products stand for that.
    private static Layer Matrices(MachineFacts machine)
    {
        var type = MatrixUnits.HasBf16(machine.Cpu.Isa) ? DataType.Bf16 : DataType.Fp32;
        return new(Below: type.GemmLevel, BelowTitle: $"best square {type} GEMM");
    }
}
