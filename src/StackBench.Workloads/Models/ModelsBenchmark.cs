using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Writing;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Models;

/// <summary>The networks of benchmark <c>onnx</c> in PyTorch: eager and compiled, inference and steps of training.</summary>
internal static class ModelsBenchmark
{
    private const string Name = "models";
    private const string Eager = "eager";
    private const string Compiled = "inductor";

    /// <summary>Operations beyond which a call on a CPU takes so long that a few samples must do.</summary>
    private const double LongCall = 5e9;

    private const int FewSamples = 5;

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "PyTorch: latency and throughput of whole networks, eager and compiled, and steps of training",
        Group = BenchmarkGroup.Component,
        Engines = ["pytorch"],
        Workloads = target =>
            [.. (target.IsCpu ? OnCpu(target) : OnGpu).Select(entry => Workload(entry.Shape, entry.Mode, entry.Suite, target))],
    };

    private static ImmutableArray<(ModelShape Shape, string Mode, Suite Suite)> OnCpu(WorkloadTarget target) =>
    [
        // The one that quick has of benchmark onnx, so that both engines can be compared there.
        (Inference("mobilenetv3-large", 1), Eager, Suite.Quick),
        (Inference("mobilenetv3-large", 1), Compiled, Suite.Standard), (Inference("mobilenetv3-large", 8), Eager, Suite.Standard),
        (Inference("mobilenetv3-large", 32), Eager, Suite.Standard),
        (Inference("resnet50", 1), Eager, Suite.Standard), (Inference("resnet50", 1), Compiled, Suite.Standard),
        (Inference("resnet50", 8), Eager, Suite.Standard),
        (Inference("bert-base", 1), Eager, Suite.Standard), (Inference("bert-base", 1), Compiled, Suite.Standard),
        (Inference("bert-base", 8), Eager, Suite.Standard), (Inference("vit-b-16", 1), Eager, Suite.Standard),
        // Without instructions for it bf16 takes ten times as long.
        .. !MatrixUnits.HasBf16(target.Machine.Cpu.Isa) ? ImmutableArray<(ModelShape, string, Suite)>.Empty :
        [
            (Inference("resnet50", 8, DataType.Bf16), Eager, Suite.Standard),
            (Inference("bert-base", 8, DataType.Bf16), Eager, Suite.Standard),
            (Inference("bert-base", 8, DataType.Bf16), Compiled, Suite.Full),
        ],
        (Training("mobilenetv3-large", 8), Eager, Suite.Standard), (Training("bert-base", 1), Eager, Suite.Standard),
        (Training("resnet50", 8), Eager, Suite.Full), (Training("mobilenetv3-large", 8), Compiled, Suite.Full),
        (Training("vit-b-16", 8), Eager, Suite.Full), (Training("bert-base", 8), Eager, Suite.Full),
        (Inference("resnet50", 8), Compiled, Suite.Full), (Inference("bert-base", 8), Compiled, Suite.Full),
        (Inference("vit-b-16", 1), Compiled, Suite.Full), (Inference("vit-b-16", 8), Eager, Suite.Full),
        (Inference("resnet50", 32), Eager, Suite.Full), (Inference("bert-base", 32), Eager, Suite.Full),
        (Inference("bert-large", 1), Eager, Suite.Full),
        (Inference("llama2-7b-block-decode", 1), Eager, Suite.Standard), (Inference("llama2-7b-block-prefill", 1), Eager, Suite.Standard),
        (Inference("whisper-small-encoder", 1), Eager, Suite.Full), (Inference("wav2vec2-base", 1), Eager, Suite.Full),
        (Inference("sd15-unet", 1), Eager, Suite.Full), (Inference("dlrm-kaggle", 2048), Eager, Suite.Full),
    ];

    private static ImmutableArray<(ModelShape Shape, string Mode, Suite Suite)> OnGpu { get; } =
    [
        (Inference("resnet50", 32, DataType.Bf16), Eager, Suite.Quick),
        .. from network in (string[])["mobilenetv3-large", "resnet50", "bert-base", "vit-b-16"]
           from batch in (long[])[1, 8, 32]
           from type in (DataType[])[DataType.Fp32, DataType.Bf16]
           where (network, batch, type) != ("resnet50", 32, DataType.Bf16)
           select (Inference(network, batch, type), Eager, Suite.Standard),
        .. from network in (string[])["resnet50", "bert-base", "vit-b-16"]
           select (Inference(network, 32, DataType.Bf16), Compiled, Suite.Standard),
        .. from network in (string[])["resnet50", "bert-base", "vit-b-16"]
           from mode in (string[])[Eager, Compiled]
           select (Training(network, 32, DataType.Bf16), mode, mode == Eager ? Suite.Standard : Suite.Full),
        (Inference("bert-large", 32, DataType.Bf16), Eager, Suite.Full),
        (Inference("sd15-unet", 1, DataType.Bf16), Eager, Suite.Standard), (Inference("sd15-unet", 1, DataType.Bf16), Compiled, Suite.Full),
        .. from network in (string[])["whisper-small-encoder", "wav2vec2-base"]
           select (Inference(network, 1, DataType.Bf16), Eager, Suite.Full),
        // Autocast would cast the weights in each call, which takes longer than to compute with them.
        (Inference("llama2-7b-block-decode", 1), Eager, Suite.Full), (Inference("llama2-7b-block-prefill", 1), Eager, Suite.Full),
        (Inference("dlrm-kaggle", 2048), Eager, Suite.Full),
    ];

    private static ModelShape Inference(string network, long batch, DataType? type = null) =>
        new(Network.Find(network)!, type ?? DataType.Fp32, batch);

    private static ModelShape Training(string network, long batch, DataType? type = null) =>
        Inference(network, batch, type) with { IsTraining = true };

    private static Workload Workload(ModelShape shape, string mode, Suite suite, WorkloadTarget target)
    {
        // Autocast leaves weights in fp32.
        var weightBytes = shape.Network.WeightBytes(DataType.Fp32);
        return new Workload
        {
            Benchmark = Name,
            Name = $"{shape.Name} {mode}",
            Op = Name,
            Parameters = target.Complete(Parameters.Of(
                ("network", shape.Network.Name), ("batch", shape.Batch), ("dtype", shape.Type.Name),
                ("pass", shape.IsTraining ? "training" : "inference"), ("mode", mode), ("model-seed", OnnxWriter.DefaultSeed))),
            Cost = new Cost(Flop: shape.Flop, Bytes: weightBytes, Samples: shape.Batch),
            Metrics =
            [
                .. shape.Network.Rates(shape.Type), WorkloadMetric.SampleRate, WorkloadMetric.CallTime, WorkloadMetric.CallTimeP90,
                WorkloadMetric.CallTimeP99, WorkloadMetric.PublishedShare, WorkloadMetric.Reported(MetricDefinitions.PeakMemory),
                .. mode == Eager
                    ? ImmutableArray<WorkloadMetric>.Empty
                    : [WorkloadMetric.SpeedUp, WorkloadMetric.Reported(MetricDefinitions.CompileTime)],
            ],
            Suite = suite,
            Bounds = shape.Network.Bounds(shape.Type, weightBytes, target),
            FewSamples = target.IsCpu && shape.Flop > LongCall ? FewSamples : null,
            Against = mode == Eager ? null : $"{shape.Name} {Eager}",
            SlowRemedy = shape.Type.SlowRemedy(target),
        };
    }
}
