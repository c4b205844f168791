using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Onnx.Networks;
using StackBench.Running;
using StackBench.Tests.Fixtures;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Onnx;

namespace StackBench.Tests.Workloads;

public sealed class OnnxCatalogTests
{
    private static ImmutableArray<Workload> All { get; } =
        OnnxBenchmark.Benchmark.Workloads(new WorkloadTarget(Machines.With(["avx2"]), "onnxruntime"));

    [Fact]
    public void The_quick_suite_has_the_one_that_takes_the_least_time()
    {
        Assert.Equal(
            ["mobilenetv3-large fp32 batch 1"],
            All.Where(workload => workload.Suite == Suite.Quick).Select(workload => workload.Name));
        Assert.Equal(All.Length, All.Select(workload => workload.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Network.All, network => Assert.Contains(All, workload => workload.Parameters["network"].Text == network.Name));
    }

    [Fact]
    public void Costs_are_those_of_the_batch_and_long_calls_are_few()
    {
        var workload = All.Single(workload => workload.Name == "resnet50 fp32 batch 8");
        Assert.Equal((8, 8 * Network.Find("resnet50")!.Flop(1)), (workload.Cost.Samples, workload.Cost.Flop));
        Assert.Equal(5, workload.FewSamples);
        Assert.Null(All.Single(workload => workload.Name == "mobilenetv3-large fp32 batch 8").FewSamples);
        Assert.Equal("gemm.fp32", workload.Bounds.Layer.Below);
        // Winograd's method undercuts the count of a 3x3 convolution, nothing that of a matrix product.
        Assert.Null(workload.Bounds.CeilingName);
        Assert.Equal("flops.fp32", All.Single(workload => workload.Name == "bert-base fp32 batch 1").Bounds.CeilingName);
    }

    [Fact]
    public void A_model_of_the_users_takes_the_place_of_the_networks()
    {
        var benchmarks = OnnxBenchmark.Put(
            Catalog.Select(["onnx", "gemm"]), new OnnxModel("mine", "abc", "input=1x3x8x8", "/secret/mine.onnx"), null);
        var workload = Assert.Single(
            benchmarks.Single(benchmark => benchmark.Name == "onnx").Workloads(new WorkloadTarget(Machines.With([]), "onnxruntime")));
        Assert.Equal("mine input=1x3x8x8", workload.Name);
        Assert.Equal(("abc", "input=1x3x8x8"), (workload.Parameters["sha256"].Text, workload.Parameters["shape"].Text));
        Assert.DoesNotContain("secret", workload.ToString(), StringComparison.Ordinal);
        Assert.Equal("call-time", workload.Metrics[0].Definition.Name);
        Assert.Equal(new Cost(), workload.Cost);
    }

    [Fact]
    public void Another_provider_makes_other_workloads_with_a_metric_for_what_it_leaves_to_the_CPU()
    {
        var benchmark = OnnxBenchmark.Put([OnnxBenchmark.Benchmark], null, "XNNPACK")[0];
        var workload = benchmark.Workloads(new WorkloadTarget(Machines.With([]), "onnxruntime"))[1];
        Assert.Equal(("resnet50 fp32 batch 1 XNNPACK", "XNNPACK"), (workload.Name, workload.Parameters["provider"].Text));

        var launch = ExampleRun.Full.Results[0].Launches[0] with { Samples = [new Sample(0.5, 0)] };
        Assert.Contains("call-time", LaunchValues.Of(workload, launch, null).Keys);
        Assert.DoesNotContain("partly-cpu-call-time", LaunchValues.Of(workload, launch, null).Keys);
        launch = launch with { Series = launch.Series.Add("fallback-nodes", [14]) };
        Assert.Equal(KeyValuePair.Create("partly-cpu-call-time", 0.5), Assert.Single(LaunchValues.Of(workload, launch, null)));
    }

    [Theory]
    [InlineData("XNNPACK", "XNNPACK", true)]
    [InlineData("dnnl", "Dnnl", true)]
    [InlineData("cuda", "CUDA", false)]
    [InlineData("Tensorrt", "TensorRT", false)]
    [InlineData("CUDAExecutionProvider", "CUDA", false)]
    [InlineData("WebGPU", "WebGPU", false)]
    [InlineData("moon", "moon", false)]
    public void Limits_of_the_CPU_bound_only_providers_that_compute_on_it(string given, string name, bool isBound)
    {
        var workloads = OnnxBenchmark.Put([OnnxBenchmark.Benchmark], null, given)[0]
            .Workloads(new WorkloadTarget(Machines.With([]), "onnxruntime"));
        var bert = workloads.Single(workload => workload.Name == $"bert-base fp32 batch 1 {name}");
        Assert.Equal(name, bert.Parameters["provider"].Text);
        Assert.Equal(isBound ? "flops.fp32" : null, bert.Bounds.CeilingName);
        Assert.Equal(isBound, bert.Bounds.Layer.Below is not null);
        Assert.DoesNotContain(workloads, workload => workload.Parameters["dtype"].Text == "int8");
    }

    [Fact]
    public void What_sets_the_pace_of_a_network_says_its_rate_and_its_bounds()
    {
        var decode = Find("llama2-7b-block-decode fp32 batch 1");
        Assert.Equal(4.0 * Network.Find("llama2-7b-block-decode")!.Graph().Parameters, decode.Cost.Bytes);
        Assert.Equal(("bandwidth", null), (decode.Metrics[0].Definition.Name, decode.Bounds.CeilingName));
        var dlrm = Find("dlrm-kaggle fp32 batch 2048");
        Assert.Equal(("sample-rate", Bounds.None, 0), (dlrm.Metrics[0].Definition.Name, dlrm.Bounds, dlrm.Cost.Bytes));
        var int8 = Find("bert-base int8 batch 1");
        Assert.Equal(("operation-rate", "gemm.int8"), (int8.Metrics[0].Definition.Name, int8.Bounds.Layer.Below));
    }

    [Fact]
    public void Sessions_at_once_add_up()
    {
        var (one, two) = (Find("resnet50 fp32 batch 1"), Find("resnet50 fp32 batch 1, 2 sessions"));
        Assert.Equal(one.Cost with { Flop = 2 * one.Cost.Flop, Samples = 2 }, two.Cost);
        Assert.Equal("2", two.Parameters["sessions"].ToString());
        var decode = new OnnxShape("llama2-7b-block-decode", 1, Suite.Full);
        Assert.Equal(2 * decode.WeightBytes, (decode with { Sessions = 2 }).WeightBytes);
    }

    [Theory]
    [InlineData(19, null, null)]
    [InlineData(20, 18.1, null)]
    [InlineData(199, 179.2, null)]
    [InlineData(200, 180.1, 198.01)]
    public void A_quantile_of_calls_needs_calls_beyond_it(int calls, double? ninetieth, double? ninetyNinth)
    {
        var launch = ExampleRun.Full.Results[0].Launches[0];
        double[] times = [.. Enumerable.Range(1, calls).Reverse().Select(i => (double)i)];
        launch = launch with { Series = launch.Series.SetItem("call-times", [.. times]) };
        var values = LaunchValues.Of(All[0], launch, null);
        Assert.Equal(ninetieth, values.TryGetValue("p90-call-time", out var p90) ? Math.Round(p90, 6) : null);
        Assert.Equal(ninetyNinth, values.TryGetValue("p99-call-time", out var p99) ? Math.Round(p99, 6) : null);
    }

    private static Workload Find(string name) => All.Single(workload => workload.Name == name);
}
