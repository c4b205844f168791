using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Models;

namespace StackBench.Workloads.Onnx;

/// <summary>Whole networks with ONNX Runtime: graphs that people know, with random weights, or a model of the user's.</summary>
public static class OnnxBenchmark
{
    private const string Name = "onnx";
    private const string Engine = "onnxruntime";

    /// <summary>Operations beyond which a call takes so long that a few samples must do.</summary>
    private const double LongCall = 5e9;

    private const int FewSamples = 5;

    private static readonly ImmutableArray<OnnxShape> OnCpu =
    [
        // One network fits into the two minutes of a quick run.
        new("mobilenetv3-large", 1, Suite.Quick), new("resnet50", 1, Suite.Standard),
        new("mobilenetv3-large", 8, Suite.Standard), new("resnet50", 8, Suite.Standard),
        new("bert-base", 1, Suite.Standard), new("bert-base", 8, Suite.Standard), new("vit-b-16", 1, Suite.Standard),
        new("llama2-7b-block-decode", 1, Suite.Standard), new("llama2-7b-block-prefill", 1, Suite.Standard),
        new("resnet50", 1, Suite.Standard) { Type = DataType.Int8 }, new("bert-base", 1, Suite.Standard) { Type = DataType.Int8 },
        new("resnet50", 1, Suite.Standard) { Sessions = 2 }, new("bert-base", 1, Suite.Full) { Sessions = 2 },
        new("mobilenetv3-large", 1, Suite.Full) { Sessions = 4 },
        new("mobilenetv3-large", 32, Suite.Full), new("resnet50", 32, Suite.Full), new("bert-base", 32, Suite.Full),
        new("resnet50", 8, Suite.Full) { Type = DataType.Int8 }, new("bert-base", 8, Suite.Full) { Type = DataType.Int8 },
        new("resnet50", 1, Suite.Full) { Type = DataType.Fp16 }, new("bert-base", 1, Suite.Full) { Type = DataType.Fp16 },
        new("vit-b-16", 8, Suite.Full), new("vit-b-16", 32, Suite.Full), new("bert-large", 1, Suite.Full),
        new("whisper-small-encoder", 1, Suite.Full), new("wav2vec2-base", 1, Suite.Full),
        new("dlrm-kaggle", 128, Suite.Full), new("dlrm-kaggle", 2048, Suite.Full), new("sd15-unet", 1, Suite.Full),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "ONNX Runtime: latency and throughput of whole networks, ours of random weights or your own",
        Group = BenchmarkGroup.Component,
        Aliases = [Engine],
        Engines = [Engine],
        Workloads = target => target.IsCpu
            ? [.. OnCpu.Where(shape => shape.Fits(target)).Select(shape => Workload(shape, target))]
            : [],
    };

    /// <summary>The benchmarks with the user's model in place of the networks, and the provider that is to run them.</summary>
    /// <param name="model">Null for the networks.</param>
    /// <param name="provider">Short name in any case, <c>XNNPACK</c>; null for the CPU's.</param>
    public static ImmutableArray<Benchmark> Put(ImmutableArray<Benchmark> benchmarks, OnnxModel? model, string? provider)
    {
        return [.. benchmarks.Select(benchmark => benchmark.Name == Name ? Own(benchmark) : benchmark)];

        Benchmark Own(Benchmark benchmark) => benchmark with
        {
            Workloads = target =>
            {
                if (!target.IsCpu) return [];
                var workloads = model is null ? benchmark.Workloads(target) : [Workload(model, target)];
                return provider is null
                    ? workloads
                    : [.. workloads.Where(IsForProviders).Select(workload => By(workload, ProviderName.Of(provider)))];
            },
        };
    }

    // No other provider than the CPU's has been seen to make products of whole numbers of int8 networks.
    private static bool IsForProviders(Workload workload) =>
        !workload.Parameters.TryGet("dtype", out var type) || type.Text != DataType.Int8.Name;

    // A provider may leave nodes to the CPU, which makes another metric of it.
    private static Workload By(Workload workload, string provider) => workload with
    {
        Name = $"{workload.Name} {provider}",
        Parameters = workload.Parameters.With("provider", provider),
        Metrics = workload.Metrics.Add(WorkloadMetric.PartlyCpuCallTime),
        Bounds = ProviderName.IsOfCpu(provider) ? workload.Bounds : Bounds.None,
    };

    private static Workload Workload(OnnxShape shape, WorkloadTarget target)
    {
        var flop = shape.Sessions * shape.Network.Flop(shape.Batch);
        return new Workload
        {
            Benchmark = Name,
            Name = shape.Name,
            Op = Name,
            Parameters = target.Complete(Session(shape.Parameters)),
            Cost = new Cost(Flop: flop, Bytes: shape.WeightBytes, Samples: shape.Batch * shape.Sessions),
            Metrics =
            [
                .. shape.Network.Rates(shape.Type), WorkloadMetric.SampleRate, WorkloadMetric.CallTime, WorkloadMetric.CallTimeP90,
                WorkloadMetric.CallTimeP99, .. OfLoading,
            ],
            Suite = shape.Suite,
            Bounds = shape.Network.Bounds(shape.Type, shape.WeightBytes, target),
            FewSamples = flop > LongCall ? FewSamples : null,
            SlowRemedy = "close other programs, or allow more time with --suite full",
        };
    }

    private static Workload Workload(OnnxModel model, WorkloadTarget target)
    {
        var parameters = Parameters.Of(("model", model.Title), ("sha256", model.Sha256));
        if (model.Shapes.Length > 0) parameters = parameters.With("shape", model.Shapes);
        return new Workload
        {
            Benchmark = Name,
            Name = model.Shapes.Length > 0 ? $"{model.Title} {model.Shapes}" : model.Title,
            Op = Name,
            Parameters = target.Complete(Session(parameters)),
            Cost = new Cost(),
            Metrics = [WorkloadMetric.CallTime, WorkloadMetric.CallTimeP90, WorkloadMetric.CallTimeP99, .. OfLoading],
            Suite = Suite.Quick,
            FewSamples = FewSamples,
            SlowRemedy = "give a smaller --shape, or allow more time with --suite full",
        };
    }

    private static ImmutableArray<WorkloadMetric> OfLoading =>
        [WorkloadMetric.Reported(MetricDefinitions.SessionTime), WorkloadMetric.Reported(MetricDefinitions.FirstRun)];

    // What steers a session is part of what is measured.
    private static Parameters Session(Parameters parameters) => parameters.With("optimization", "all").With("arena", "on");
}
