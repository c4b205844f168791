using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Onnx.Networks;
using StackBench.Protocol;
using StackBench.Running;
using StackBench.Tests.Fixtures;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Models;
using StackBench.Workloads.Onnx;

namespace StackBench.Tests.Workloads;

public sealed class ModelsCatalogTests
{
    private static ImmutableArray<Workload> OnCpu { get; } = On(["avx2"]);

    private static ImmutableArray<Workload> OnGpu { get; } = ModelsBenchmark.Benchmark.Workloads(new WorkloadTarget(
        Machines.With([]), "pytorch", new WorkerDevice("cuda:0", "cuda", "NVIDIA", "0000:01:00.0", MemoryBytes: 80L << 30)));

    [Fact]
    public void Quick_has_one_workload_and_on_a_CPU_the_one_of_benchmark_onnx()
    {
        var quick = Assert.Single(OnCpu, workload => workload.Suite == Suite.Quick);
        var peer = Assert.Single(
            OnnxBenchmark.Benchmark.Workloads(new WorkloadTarget(Machines.With(["avx2"]), "onnxruntime")),
            workload => workload.Suite == Suite.Quick);
        Assert.Equal($"{peer.Name} eager", quick.Name);
        Assert.Equal(peer.Cost, quick.Cost);
        Assert.Equal(peer.Metrics.Take(5), quick.Metrics.Take(5));
        Assert.Single(OnGpu, workload => workload.Suite == Suite.Quick);
    }

    [Fact]
    public void A_step_of_training_costs_forward_and_backward()
    {
        var step = Find(OnCpu, "resnet50 fp32 batch 8 training eager");
        Assert.Equal(new Cost(Flop: Network.Find("resnet50")!.TrainingFlop(8), Samples: 8), step.Cost);
        Assert.Equal("training", step.Parameters["pass"].Text);
        Assert.Equal(5, step.FewSamples);
        Assert.Null(Find(OnCpu, "mobilenetv3-large fp32 batch 8 eager").FewSamples);
    }

    [Fact]
    public void What_is_compiled_is_compared_with_eager_and_tells_how_long_it_took()
    {
        Assert.All(OnCpu.Concat(OnGpu), workload =>
        {
            var isCompiled = workload.Parameters["mode"].Text == "inductor";
            Assert.Equal(isCompiled ? workload.Name.Replace("inductor", "eager", StringComparison.Ordinal) : null, workload.Against);
            Assert.Equal(isCompiled, workload.Metrics.Any(metric => metric.Definition.Name == "compile-time"));
            Assert.Equal(isCompiled, workload.Metrics.Any(metric => metric.Definition.Name == "speed-up"));
            Assert.Contains(workload.Metrics, metric => metric.Definition.Name == "peak-memory");
        });
    }

    [Fact]
    public void Bounds_are_those_of_products_and_a_convolution_may_undercut_its_count()
    {
        var resnet = Find(OnCpu, "resnet50 fp32 batch 1 eager");
        Assert.Equal(("gemm.fp32", null), (resnet.Bounds.Layer.Below, resnet.Bounds.CeilingName));
        Assert.Equal("flops.fp32", Find(OnCpu, "bert-base fp32 batch 1 eager").Bounds.CeilingName);
        Assert.Equal("gemm.bf16", Find(OnGpu, "bert-base bf16 autocast batch 32 inductor").Bounds.Layer.Below);
    }

    [Theory]
    [InlineData("avx2", false)]
    [InlineData("avx512_bf16", true)]
    [InlineData("amx_bf16", true)]
    public void Only_a_CPU_with_instructions_for_bf16_is_asked_for_it(string isa, bool isAsked) =>
        Assert.Equal(isAsked, On([isa]).Any(workload => workload.Parameters["dtype"].Text == "bf16"));

    [Fact]
    public void Values_are_images_a_second_and_the_share_of_eager_time()
    {
        var compiled = Find(OnCpu, "resnet50 fp32 batch 1 inductor");
        var launch = ExampleRun.Full.Results[0].Launches[0] with { Samples = [new Sample(0.25, 0)] };
        launch = launch with { Series = launch.Series.Add("compile-time", [30]).Add("peak-memory", [3e8]) };
        var values = LaunchValues.Of(compiled, launch, launch with { Samples = [new Sample(0.5, 0)] });
        Assert.Equal((4, 2), (values["sample-rate"], values["speed-up"]));
        Assert.Equal((30, 3e8), (values["compile-time"], values["peak-memory"]));
        Assert.Equal(Network.Find("resnet50")!.Flop(1) / 0.25, values["flop-rate"]);
    }

    /// <summary>Memory sets the pace of decoding: a share of its bandwidth is one of bytes, not of operations.</summary>
    [Fact]
    public void Decoding_on_a_GPU_reaches_a_share_of_the_bandwidth_of_its_memory()
    {
        const string address = "0000:01:00.0";
        var machine = Machines.With([]) with
        {
            Gpus =
            [
                new()
                {
                    PciAddress = address, Vendor = "nvidia", DeviceId = "2330", Driver = "nvidia", Name = "NVIDIA H100 80GB HBM3",
                    MemoryBytes = 80L << 30,
                },
            ],
        };
        var decode = Find(
            ModelsBenchmark.Benchmark.Workloads(new WorkloadTarget(
                machine, "pytorch", new WorkerDevice("cuda:0", "cuda", "NVIDIA", address, MemoryBytes: 80L << 30))),
            "llama2-7b-block-decode fp32 batch 1 eager");
        var published = decode.Bounds.Published!;
        Assert.Equal(Unit.BytePerSecond, published.Unit);
        Assert.Equal(4.0 * Network.Find("llama2-7b-block-decode")!.Graph().Parameters, decode.Cost.Bytes);
        var launch = ExampleRun.Full.Results[0].Launches[0] with { Samples = [new Sample(2 * decode.Cost.Bytes / published.Limit, 0)] };
        Assert.Equal(50, LaunchValues.Of(decode, launch, null)["published-share"], 1e-9);
    }

    /// <summary>Autocast casts the weights in each call: for a block that only reads them once that would be what is measured.</summary>
    [Fact]
    public void A_Llama_block_is_measured_in_the_type_its_weights_have() => Assert.All(
        OnCpu.Concat(OnGpu).Where(workload => workload.Name.StartsWith("llama", StringComparison.Ordinal)),
        workload => Assert.Equal("fp32", workload.Parameters["dtype"].Text));

    private static ImmutableArray<Workload> On(string[] isa) =>
        ModelsBenchmark.Benchmark.Workloads(new WorkloadTarget(Machines.With(isa), "pytorch"));

    private static Workload Find(ImmutableArray<Workload> workloads, string name) => workloads.Single(workload => workload.Name == name);
}
