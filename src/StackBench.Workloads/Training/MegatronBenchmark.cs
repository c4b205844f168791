using StackBench.Core.Workloads;
using StackBench.Workloads.Compile;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Training;

/// <summary>Forward and backward of Megatron-core's own transformer block on one device.</summary>
internal static class MegatronBenchmark
{
    private const string Name = "megatron";

    private static readonly TransformerShape OnCpu = new(DataType.Fp32, 256, 2, 4, 128, 2, Suite.Quick);

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Megatron-core's transformer block, forward and backward, in its own and Transformer Engine's layers",
        Group = BenchmarkGroup.Component,
        Engines = ["megatron"],
        Needs = "a GPU",
        // Nobody trains with it on a CPU, but its own layers compute there.
        IsOfGpus = true,
        Workloads = target => target.Engine is not null && target.IsCpu ? [Workload(OnCpu, "local", target)] :
        [
            .. from spec in (string[])["local", "te"]
               select Workload(target.IsLarge ? new(
                   DataType.Bf16, 4096, 4, 32, 4096, 2, Suite.Quick) : new(DataType.Bf16, 2048, 2, 16, 2048, 2, Suite.Quick), spec, target),
        ],
    };

    private static Workload Workload(TransformerShape shape, string spec, WorkloadTarget target) => new()
    {
        Benchmark = Name,
        Name = $"{shape.Name} {spec}",
        Op = "megatron",
        Parameters = Parameters.Of(
            ("hidden", shape.Width), ("heads", shape.Heads), ("layers", shape.Layers), ("tokens", shape.Tokens), ("batch", shape.Batch),
            ("dtype", shape.Type.Name), ("spec", spec)),
        Cost = shape.CausalTraining,
        Metrics =
        [
            WorkloadMetric.FlopRate,
            WorkloadMetric.TokenRate,
            WorkloadMetric.CallTime,
            WorkloadMetric.PublishedShare,
        ],
        Suite = shape.Suite,
        FewSamples = 5,
        Bounds = target.IsCpu ? Bounds.None : target.BelowMatrix(shape.Type),
    };
}
