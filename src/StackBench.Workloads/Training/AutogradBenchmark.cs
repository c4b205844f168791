using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Training;

/// <summary>
/// A two-layer network without and with the recording of gradients, backward alone, and a whole training step: what autograd costs on top.
/// </summary>
internal static class AutogradBenchmark
{
    private const string Name = "autograd";
    private const string Inference = "inference";

    /// <summary>
    /// Matrix products a mode makes: backward twice the two of forward, less the gradient of the input that nobody asks for.
    /// </summary>
    private static readonly ImmutableArray<(string Mode, int Products)> Modes =
        [(Inference, 2), ("forward", 2), ("backward", 3), ("step", 5)];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "Forward and backward pass and a training step, and what recording costs",
        Group = BenchmarkGroup.Component,
        Engines = ["pytorch"],
        Workloads = target =>
        [
            .. from entry in target.IsCpu ? OnCpu : OnGpu(target.IsLarge)
               from mode in Modes
               select Workload(entry.Type, entry.Batch, entry.Width, mode.Mode, mode.Products, entry.Suite, target),
        ],
    };

    private static ImmutableArray<(DataType Type, long Batch, long Width, Suite Suite)> OnCpu { get; } =
        [(DataType.Fp32, 64, 512, Suite.Quick), (DataType.Bf16, 64, 512, Suite.Standard), (DataType.Fp32, 256, 1024, Suite.Standard)];

    private static ImmutableArray<(DataType Type, long Batch, long Width, Suite Suite)> OnGpu(bool isLarge) =>
        [(DataType.Bf16, 1024, isLarge ? 8192 : 4096, Suite.Quick), (DataType.Fp16, 1024, isLarge ? 8192 : 4096, Suite.Standard),
            (DataType.Fp32, 1024, 4096, Suite.Standard)];

    private static Workload Workload(DataType type, long batch, long width, string mode, int products, Suite suite, WorkloadTarget target)
    {
        var hidden = 2 * width;
        string NameOf(string kind) => FormattableString.Invariant($"{type} mlp {width}-{hidden}-{width} b{batch} {kind}");
        return new()
        {
            Benchmark = Name,
            Name = NameOf(mode),
            Op = "autograd",
            Parameters =
                target.Complete(Parameters.Of(
                    ("model", "mlp"), ("batch", batch), ("width", width), ("hidden", hidden), ("dtype", type.Name), ("mode", mode))),
            Cost = new(Flop: 2.0 * batch * width * hidden * products),
            Metrics =
            [
                WorkloadMetric.FlopRate,
                WorkloadMetric.CallTime,
                // Of inference's time the share that remains when gradients are recorded: 0.95 is an overhead of 5 %.
                .. mode == "forward" ? [WorkloadMetric.SpeedUp] : ImmutableArray<WorkloadMetric>.Empty,
            ],
            Suite = suite,
            Bounds = target.BelowGemm(type),
            Against = mode == "forward" ? NameOf(Inference) : null,
            SlowRemedy = type.SlowRemedy(target),
        };
    }
}
