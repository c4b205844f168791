using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Compile;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Training;

/// <summary>
/// Training steps of one model on all chosen devices, by DeepSpeed's ZeRO stages and by PyTorch alone, and what each rank then holds.
/// </summary>
internal static class TrainingBenchmark
{
    private const string Name = "training";
    private const int UsualRanksOnCpu = 2;
    private const int MoreRanksOnCpu = 4;

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
               let suite = stage is 0 or 1 ? shape.Suite : Suite.Standard
               select Workload(shape, new($"zero-{stage}", suite, Parameters.Of(("stage", stage), ("offload", "none"))), target),
        ],
    };

    /// <summary>The same model, data and optimizer without DeepSpeed.</summary>
    public static Benchmark OfTorch { get; } = new()
    {
        Name = Name,
        Summary = "The same training steps with PyTorch alone: DDP and FSDP2",
        Group = BenchmarkGroup.Component,
        Aliases = ["ddp", "fsdp"],
        Engines = ["pytorch"],
        Workloads = target => [.. from shape in Shapes(target) from way in Ways(target) select Workload(shape, way, target)],
    };

    private static IEnumerable<Way> Ways(WorkloadTarget target)
    {
        var (ddp, fsdp) = (Parameters.Of(("strategy", "ddp")), Parameters.Of(("strategy", "fsdp2")));
        yield return new("ddp", Suite.Quick, ddp);
        yield return new("fsdp2", Suite.Quick, fsdp);
        yield return new("ddp 4 micro-batches", Suite.Standard, ddp) { MicroBatches = 4 };
        yield return new("fsdp2 checkpointed", Suite.Standard, fsdp.With("checkpointing", true));
        if (!target.IsCpu) yield break;
        yield return new("ddp", Suite.Standard, ddp) { RanksOnCpu = MoreRanksOnCpu };
        yield return new("fsdp2", Suite.Standard, fsdp) { RanksOnCpu = MoreRanksOnCpu };
    }

    private static ImmutableArray<TransformerShape> Shapes(WorkloadTarget target) =>
        target.IsCpu ? [new(DataType.Fp32, 256, 2, 4, 128, 4, Suite.Quick)]
        : !target.IsFirstPeer ? []
        : target.IsLarge ? [new(DataType.Bf16, 2048, 16, 16, 2048, 8, Suite.Quick)]
        : [new(DataType.Bf16, 1024, 8, 16, 512, 8, Suite.Quick)];

    private static Workload Workload(TransformerShape shape, Way way, WorkloadTarget target)
    {
        var ranks = target.IsCpu ? way.RanksOnCpu : target.Peers.Count;
        var parameters = Parameters.Of(
            ("width", shape.Width), ("layers", shape.Layers), ("heads", shape.Heads), ("tokens", shape.Tokens), ("batch", shape.Batch),
            ("ranks", ranks), ("dtype", shape.Type.Name));
        if (way.MicroBatches > 1) parameters = parameters.With("accumulation", way.MicroBatches);
        foreach (var (name, value) in way.Parameters) parameters = parameters.With(name, value);
        // Each rank has batches of its own.
        var batches = (double)ranks * way.MicroBatches;
        return new()
        {
            Benchmark = Name,
            Name = FormattableString.Invariant($"{shape.Name} {way.Title}, {ranks} {(ranks == 1 ? "rank" : "ranks")}"),
            Op = "training",
            Parameters = target.CompleteForPeers(parameters),
            Cost = shape.CausalTraining with { Flop = batches * shape.CausalTraining.Flop, Tokens = batches * shape.CausalTraining.Tokens },
            Metrics =
            [
                WorkloadMetric.TokenRate,
                WorkloadMetric.FlopRate,
                WorkloadMetric.CallTime,
                WorkloadMetric.PublishedShare,
                WorkloadMetric.Reported(MetricDefinitions.ModelStateBytes),
                WorkloadMetric.Reported(MetricDefinitions.PeakMemory),
            ],
            Suite = way.Suite,
            FewSamples = 5,
            // Several devices share the work: no limit of one holds, and the share of the published rate (MFU) is that of all.
            Bounds = new(new Layer(), Published: Published(target, shape.Type, ranks)),
        };
    }

    private static Ceiling? Published(WorkloadTarget target, DataType type, int ranks) =>
        target.Published(type.CeilingName) is { } one
            ? ranks == 1 ? one : one with { Limit = ranks * one.Limit, Basis = FormattableString.Invariant($"{ranks} x ({one.Basis})") }
            : null;

    /// <summary>How a model is trained.</summary>
    /// <param name="Title">As names have it.</param>
    /// <param name="Parameters">Beside those of the model.</param>
    private sealed record Way(string Title, Suite Suite, Parameters Parameters)
    {
        public int MicroBatches { get; init; } = 1;

        public int RanksOnCpu { get; init; } = UsualRanksOnCpu;
    }
}
