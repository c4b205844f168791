using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Writing;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Onnx;

/// <summary>Whole networks with ONNX Runtime: graphs that people know, with random weights, or a model of the user's.</summary>
public static class OnnxBenchmark
{
    private const string Name = "onnx";
    private const string Engine = "onnxruntime";

    /// <summary>Operations beyond which a call takes so long that a few samples must do.</summary>
    private const double LongCall = 5e9;

    private const int FewSamples = 5;

    private static readonly ImmutableArray<(string Network, long Batch, Suite Suite)> OnCpu =
    [
        // One network fits into the two minutes of a quick run.
        ("mobilenetv3-large", 1, Suite.Quick), ("resnet50", 1, Suite.Standard),
        ("mobilenetv3-large", 8, Suite.Standard), ("resnet50", 8, Suite.Standard),
        ("bert-base", 1, Suite.Standard), ("bert-base", 8, Suite.Standard), ("vit-b-16", 1, Suite.Standard),
        ("mobilenetv3-large", 32, Suite.Full), ("resnet50", 32, Suite.Full), ("bert-base", 32, Suite.Full),
        ("vit-b-16", 8, Suite.Full), ("bert-large", 1, Suite.Full), ("whisper-small-encoder", 1, Suite.Full),
        ("wav2vec2-base", 1, Suite.Full), ("llama2-7b-block-decode", 1, Suite.Standard), ("llama2-7b-block-prefill", 1, Suite.Standard),
        ("dlrm-kaggle", 128, Suite.Full), ("dlrm-kaggle", 2048, Suite.Full), ("sd15-unet", 1, Suite.Full),
    ];

    public static Benchmark Benchmark { get; } = new()
    {
        Name = Name,
        Summary = "ONNX Runtime: latency and throughput of whole networks, ours of random weights or your own",
        Group = BenchmarkGroup.Component,
        Aliases = [Engine],
        Engines = [Engine],
        Workloads = target => target.IsCpu
            ? [.. OnCpu.Select(entry => Workload(Network.Find(entry.Network)!, entry.Batch, entry.Suite, target))]
            : [],
    };

    /// <summary>The benchmarks with the user's model in place of the networks, and the provider that is to run them.</summary>
    /// <param name="model">Null for the networks.</param>
    /// <param name="provider">Short name, <c>XNNPACK</c>; null for the CPU's.</param>
    public static ImmutableArray<Benchmark> Put(ImmutableArray<Benchmark> benchmarks, OnnxModel? model, string? provider)
    {
        return [.. benchmarks.Select(benchmark => benchmark.Name == Name ? Own(benchmark) : benchmark)];

        Benchmark Own(Benchmark benchmark) => benchmark with
        {
            Workloads = target =>
            {
                if (!target.IsCpu) return [];
                var workloads = model is null ? benchmark.Workloads(target) : [Workload(model, target)];
                return provider is null ? workloads : [.. workloads.Select(workload => By(workload, provider))];
            },
        };
    }

    // A provider may leave nodes to the CPU, which makes another metric of it.
    private static Workload By(Workload workload, string provider) => workload with
    {
        Name = $"{workload.Name} {provider}",
        Parameters = workload.Parameters.With("provider", provider),
        Metrics = workload.Metrics.Add(WorkloadMetric.PartlyCpuCallTime),
    };

    private static Workload Workload(Network network, long batch, Suite suite, WorkloadTarget target)
    {
        var flop = network.Flop(batch);
        var weightBytes = network.Pace == Pace.Memory ? (double)network.Graph().Parameters * DataType.Fp32.SizeBytes : 0;
        return new Workload
        {
            Benchmark = Name,
            Name = FormattableString.Invariant($"{network.Name} fp32 batch {batch}"),
            Op = Name,
            Parameters = target.Complete(Session(Parameters.Of(
                ("network", network.Name), ("batch", batch), ("dtype", DataType.Fp32.Name), ("model-seed", OnnxWriter.DefaultSeed)))),
            Cost = new Cost(Flop: flop, Bytes: weightBytes, Samples: batch),
            Metrics =
            [
                .. RatesOf(network), WorkloadMetric.SampleRate, WorkloadMetric.CallTime, WorkloadMetric.CallTimeP90,
                WorkloadMetric.CallTimeP99, .. OfLoading,
            ],
            Suite = suite,
            Bounds = BoundsOf(network, target, weightBytes),
            FewSamples = flop > LongCall ? FewSamples : null,
            SlowRemedy = "close other programs, or allow more time with --suite full",
        };
    }

    private static ImmutableArray<WorkloadMetric> RatesOf(Network network) => network.Pace switch
    {
        Pace.Memory => [WorkloadMetric.Bandwidth, WorkloadMetric.FlopRate],
        Pace.Lookups => [],
        _ => [WorkloadMetric.FlopRate],
    };

    private static Bounds BoundsOf(Network network, WorkloadTarget target, double weightBytes) => network.Pace switch
    {
        Pace.Memory => target.BelowMemory(weightBytes),
        Pace.Lookups => Bounds.None,
        // Winograd's method undercuts the count of a 3x3 convolution.
        _ => network.IsDirect ? target.BelowGemm(DataType.Fp32) : target.BelowGemm(DataType.Fp32) with { CeilingName = null },
    };

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
