using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Compile;

/// <summary>A transformer eager and compiled by torch.compile with inductor: what compiling gains, and what it takes.</summary>
internal static class CompileBenchmark
{
    private const string Name = "compile";
    private const string Eager = "eager";

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "torch.compile: a transformer block eager and compiled by inductor, and the time to compile",
        Group = BenchmarkGroup.Component,
        Aliases = ["torch-compile"],
        Engines = ["pytorch"],
        Workloads = target =>
        [
            .. from entry in target.IsCpu ? OnCpu : OnGpu
               from mode in (string[])[Eager, "inductor"]
               select Workload(entry, mode, target),
        ],
    };

    private static ImmutableArray<TransformerShape> OnCpu { get; } =
        [new(DataType.Fp32, 256, 1, 4, 128, 4, Suite.Quick), new(DataType.Fp32, 256, 2, 4, 512, 4, Suite.Standard)];

    private static ImmutableArray<TransformerShape> OnGpu { get; } =
        [new(DataType.Bf16, 1024, 2, 16, 512, 8, Suite.Quick), new(DataType.Bf16, 2048, 4, 16, 2048, 8, Suite.Standard)];

    private static Workload Workload(TransformerShape shape, string mode, WorkloadTarget target) => new()
    {
        Benchmark = Name,
        Name = $"{shape.Name} {mode}",
        Op = "compile",
        Parameters = target.Complete(Parameters.Of(
            ("d", shape.Width), ("layers", shape.Layers), ("heads", shape.Heads), ("tokens", shape.Tokens), ("batch", shape.Batch),
            ("dtype", shape.Type.Name), ("mode", mode))),
        Cost = shape.Forward,
        Metrics =
        [
            WorkloadMetric.FlopRate,
            WorkloadMetric.CallTime,
            .. mode == Eager
                ? ImmutableArray<WorkloadMetric>.Empty
                : [WorkloadMetric.SpeedUp, WorkloadMetric.Reported(MetricDefinitions.CompileTime)],
        ],
        Suite = shape.Suite,
        Bounds = target.BelowGemm(shape.Type),
        Against = mode == Eager ? null : $"{shape.Name} {Eager}",
    };
}
