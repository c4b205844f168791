using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Llm;

/// <summary>
/// vLLM and SGLang without a server: all prompts in one call, weights made up, nothing downloaded. The same models and prompts for both.
/// </summary>
internal static class OfflineGeneration
{
    public static Benchmark Vllm { get; } = new()
    {
        Name = "vllm-offline",
        Summary = "vLLM offline: tokens per second of one call over many prompts, with a model of random weights",
        Group = BenchmarkGroup.Component,
        Engines = ["vllm", "vllm-bench"],
        Workloads = target => Workloads("vllm-offline", target),
    };

    public static Benchmark Sglang { get; } = new()
    {
        Name = "sglang-offline",
        Summary = "SGLang offline: the same work as vllm-offline by SGLang's engine",
        Group = BenchmarkGroup.Component,
        Engines = ["sglang"],
        Workloads = target => Workloads("sglang-offline", target),
    };

    private static ImmutableArray<Workload> Workloads(string benchmark, WorkloadTarget target) =>
    [
        .. from shape in target.IsLarge ? Large : Small
           from isEager in (bool[])[false, true]
           select Workload(
               benchmark, shape.Title, shape.Model, shape.Prompts, shape.Input, shape.Output, isEager,
               isEager ? Suite.Full : shape.Suite, target),
    ];

    private static Parameters Llama(long hidden, long intermediate, long layers, long heads, long keyHeads) => Parameters.Of(
        ("hidden", hidden), ("intermediate", intermediate), ("layers", layers), ("heads", heads), ("kv_heads", keyHeads),
        ("vocabulary", 32000), ("memory_percent", 60));

    private static ImmutableArray<(string Title, Parameters Model, long Prompts, long Input, long Output, Suite Suite)> Small { get; } =
        [("llama 1b", Llama(2048, 5632, 22, 32, 4), 64, 512, 128, Suite.Quick),
            ("llama 1b", Llama(2048, 5632, 22, 32, 4), 64, 128, 512, Suite.Standard)];

    private static ImmutableArray<(string Title, Parameters Model, long Prompts, long Input, long Output, Suite Suite)> Large { get; } =
        [("llama 8b", Llama(4096, 14336, 32, 32, 8), 128, 512, 128, Suite.Quick),
            ("llama 8b", Llama(4096, 14336, 32, 32, 8), 128, 128, 512, Suite.Standard)];

    private static Workload Workload(
        string benchmark, string title, Parameters model, long prompts, long input, long output, bool isEager, Suite suite,
        WorkloadTarget target) => new()
        {
            Benchmark = benchmark,
            Name = FormattableString.Invariant($"{title} bf16, {prompts} x {input}/{output}{(isEager ? " eager" : "")}"),
            Op = benchmark,
            Parameters =
            target.Complete(
                model.With("prompts", prompts).With("input", input).With("output", output).With("dtype", "bf16").With("eager", isEager)),
            // Prompt and output tokens, as vLLM's own total counts them.
            Cost = new(Tokens: prompts * (input + output)),
            Metrics = [WorkloadMetric.TokenRate, WorkloadMetric.CallTime],
            Suite = suite,
            FewSamples = 3,
        };
}
