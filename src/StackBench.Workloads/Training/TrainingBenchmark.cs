using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Compile;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Training;

/// <summary>Training steps under DeepSpeed's ZeRO by stage, and what each rank then holds.</summary>
internal static class TrainingBenchmark
{
    private const string Name = "training";

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Training steps of a transformer with DeepSpeed, ZeRO stages 0 to 3, and the memory of the model's state",
        Group = BenchmarkGroup.Component,
        Aliases = ["deepspeed"],
        Engines = ["deepspeed"],
        Workloads = target =>
        [
            .. from shape in Shapes(target)
               from stage in (int[])[0, 1, 2, 3]
               select Workload(shape, stage, target),
        ],
    };

    private static ImmutableArray<TransformerShape> Shapes(WorkloadTarget target) =>
        target.IsCpu ? [new(DataType.Fp32, 256, 2, 4, 128, 4, Suite.Quick)]
        : !target.IsFirstPeer ? []
        : target.IsLarge ? [new(DataType.Bf16, 2048, 16, 16, 2048, 8, Suite.Quick)]
        : [new(DataType.Bf16, 1024, 8, 16, 512, 8, Suite.Quick)];

    private static Workload Workload(TransformerShape shape, int stage, WorkloadTarget target)
    {
        var ranks = target.IsCpu ? 2 : target.Peers.Count;
        return new()
        {
            Benchmark = Name,
            Name = FormattableString.Invariant($"{shape.Name} zero-{stage}, {ranks} {(ranks == 1 ? "rank" : "ranks")}"),
            Op = "training",
            Parameters = target.CompleteForPeers(Parameters.Of(
                ("stage", stage), ("width", shape.Width), ("layers", shape.Layers), ("heads", shape.Heads), ("tokens", shape.Tokens),
                ("batch", shape.Batch), ("ranks", ranks), ("dtype", shape.Type.Name), ("offload", "none"))),
            // Each rank has a batch of its own.
            Cost = shape.CausalTraining with { Flop = ranks * shape.CausalTraining.Flop, Tokens = ranks * shape.CausalTraining.Tokens },
            Metrics =
            [
                WorkloadMetric.TokenRate,
                WorkloadMetric.FlopRate,
                WorkloadMetric.CallTime,
                WorkloadMetric.Reported(MetricDefinitions.ModelStateBytes),
            ],
            Suite = stage is 0 or 1 ? shape.Suite : Suite.Standard,
            FewSamples = 5,
            // No bounds: several devices share the work.
        };
    }
}
