using StackBench.Core.Metrics;
using StackBench.Core.Workloads;

using StackBench.Workloads.Compile;

namespace StackBench.Workloads.Training;

/// <summary>Forward and backward of Megatron-core's own transformer block on one device.</summary>
internal static class MegatronBenchmark
{
    private const string Name = "megatron";

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Megatron-core's transformer block, forward and backward, in its own and Transformer Engine's layers",
        Group = BenchmarkGroup.Component,
        Engines = ["megatron"],
        Needs = "a GPU",
        Workloads = target => target.Engine is not null && target.IsCpu ? [] :
        [
            .. from spec in (string[])["local", "te"]
               select Workload(target.IsLarge ? new(DataType.Bf16, 4096, 4, 32, 4096, 2, Suite.Quick) : new(DataType.Bf16, 2048, 2, 16, 2048, 2, Suite.Quick), spec, target),
        ],
    };

    private static Workload Workload(TransformerShape shape, string spec, WorkloadTarget target) => new()
    {
        Benchmark = Name,
        Name = $"{shape.Name} {spec}",
        Op = "megatron",
        Parameters = Parameters.Of(
            ("hidden", shape.Width), ("heads", shape.Heads), ("layers", shape.Layers), ("tokens", shape.Tokens), ("batch", shape.Batch), ("dtype", shape.Type.Name), ("spec", spec)),
        Cost = shape.CausalTraining,
        Metrics =
        [
            new(MetricDefinitions.FlopRate, MetricSource.FlopOverMedian),
            new(MetricDefinitions.TokenRate, MetricSource.TokensOverMedian),
            new(MetricDefinitions.CallTime, MetricSource.MedianTime),
            new(MetricDefinitions.PublishedShare, MetricSource.ShareOfPublished),
        ],
        Suite = shape.Suite,
        FewSamples = 5,
        Layer = new(Below: shape.Type.MatrixLevel, BelowTitle: $"fastest {shape.Type} matrix product"),
        CeilingName = shape.Type.CeilingName,
        Published = target.Published(shape.Type.CeilingName),
    };
}
