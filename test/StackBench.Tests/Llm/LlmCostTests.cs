using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Llm.Gguf;
using StackBench.Protocol;
using StackBench.Tests.Workloads;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Llm;

namespace StackBench.Tests.Llm;

public class LlmCostTests
{
    /// <summary>
    /// 1000 parameters a token, 100 of the output matrix, 2000 bytes a token, 16 bytes of keys and values, heads 8 wide in all.
    /// </summary>
    private static readonly ModelFacts Model = new()
    {
        Architecture = "llama",
        Name = "m",
        Type = "Q8_0",
        Parameters = 1200,
        WeightBytes = 2100,
        TokenParameters = 1000,
        OutputParameters = 100,
        DecodeBytes = 2000,
        KvBytesPerToken = 16,
        AttentionWidth = 8,
        Context = 4096,
    };

    [Theory]
    [InlineData(1, 0, (2 * 1000) + (2 * 100) + (4 * 8 * 1), 2000 + 16)]
    [InlineData(4, 0, (2 * 1000 * 4) + (2 * 100) + (4 * 8 * 10), 2000 + (16 * 4))]
    [InlineData(4, 100, (2 * 1000 * 4) + (2 * 100) + (4 * 8 * (400 + 10)), 2000 + (16 * 104))]
    [InlineData(600, 0, (2 * 1000 * 600) + (2 * 100) + (4 * 8 * 180300), (2000 * 2) + (16 * 600))] // two passes of at most 512
    [InlineData(3000, 0, (2 * 1000 * 3000) + (2 * 100 * 2) + (4L * 8 * 4501500), (2000 * 6) + (16 * 3000))] // two batches of at most 2048
    public void Prefill_multiplies_the_output_matrix_once_a_batch(long tokens, long depth, double flop, double bytes) =>
        Assert.Equal(new Cost(flop, bytes, Tokens: tokens), LlmCost.Prefill(Model, tokens, depth, 2048));

    [Theory]
    [InlineData(1, 0, 2200 + (4 * 8), 2000 + 16)]
    [InlineData(4, 0, (2200 * 4) + (4 * 8 * 10), (2000 * 4) + (16 * 10))]
    [InlineData(4, 100, (2200 * 4) + (4 * 8 * 410), (2000 * 4) + (16 * 410))]
    public void Decode_reads_all_weights_for_every_token(long tokens, long depth, double flop, double bytes) =>
        Assert.Equal(new Cost(flop, bytes, Tokens: tokens), LlmCost.Decode(Model, tokens, depth));

    [Fact]
    public void The_quick_suite_reads_and_generates_with_two_models_and_each_suite_adds()
    {
        var workloads = Find("llm").Workloads(new WorkloadTarget(Machines.With([], lastLevelCacheBytes: 1 << 20)));
        Assert.Equal(
            ["small Q8_0 prefill 128", "small Q8_0 prefill 512", "small Q8_0 decode 32", "small Q8_0 decode 128", "100m Q4_0 prefill 128",
                "100m Q4_0 decode 32"],
            workloads.Where(workload => workload.Suite == Suite.Quick).Select(workload => workload.Name));
        Assert.Equal(workloads.Length, workloads.Select(workload => workload.Name).Distinct().Count());
        Assert.Contains(workloads, workload => workload is { Suite: Suite.Standard, Name: "100m Q4_0 decode 32 at depth 1024" });
        Assert.Contains(workloads, workload => workload is { Suite: Suite.Full, Name: "100m F16 prefill 512" });

        // The small model was made for 2048 tokens.
        Assert.DoesNotContain(workloads, workload =>
            workload.Name.StartsWith("small", StringComparison.Ordinal) && workload.Name.EndsWith("4096", StringComparison.Ordinal));
    }

    [Fact]
    public void Parameters_name_the_model_and_no_path()
    {
        var parameters = Find("llm").Workloads(new WorkloadTarget(Machines.With([]))).First().Parameters;
        Assert.Equal("batch=2048,depth=0,flash-attention=auto,gpu-layers=0,model=synthetic-small,model-seed=1,prompt=random,"
            + "threads=2,tokens=128,type=Q8_0",
            parameters.ToString());
        var own = LlmBenchmark.Put([Find("llm")], LlmModel.Of("Mine", "c0ffee", Model, "/secret/place/m.gguf"))[0]
            .Workloads(new WorkloadTarget(Machines.With([])));
        Assert.All(own, workload => Assert.StartsWith("Mine Q8_0 ", workload.Name, StringComparison.Ordinal));
        Assert.All(own, workload => Assert.Equal("c0ffee", workload.Parameters["sha256"].Text));
        Assert.DoesNotContain(own, workload => workload.Parameters.ToString().Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("avx512_bf16", "gemm.bf16")]
    [InlineData("avx2", "gemm.fp32")]
    public void Prefill_stands_on_matrix_products_and_decode_on_memory(string isa, string level)
    {
        var workloads = Find("llm").Workloads(new WorkloadTarget(Machines.With([isa], lastLevelCacheBytes: 8 << 20)))
            .ToDictionary(workload => workload.Name);
        Assert.Equal(level, workloads["small Q8_0 prefill 128"].Bounds.Layer.Below);
        Assert.Equal("memory.bandwidth", workloads["100m Q4_0 decode 32"].Bounds.Layer.Below);
        Assert.Equal("bandwidth.memory", workloads["100m Q4_0 decode 32"].Bounds.CeilingName);

        // 4 MB of weights stay in a cache of 8: their pace says nothing of memory.
        Assert.Null(workloads["small Q8_0 decode 32"].Bounds.Layer.Below);
        Assert.Null(workloads["small Q8_0 decode 32"].Bounds.CeilingName);
    }

    [Fact]
    public void A_result_of_a_GPU_stands_on_layers_of_the_same_GPU()
    {
        var gpu = new StackBench.Protocol.WorkerDevice("cuda:0", "cuda", "NVIDIA H200", "0000:0a:00.0", MemoryBytes: 141L << 30);
        var target = new WorkloadTarget(Machines.With(["avx512_bf16"], lastLevelCacheBytes: 8 << 20), "llama.cpp", gpu);
        Assert.Equal("0000:0a:00.0", target.Device);
        var workloads = Find("llm").Workloads(target).ToDictionary(workload => workload.Name);
        Assert.All(workloads.Values, workload => Assert.Equal("all", workload.Parameters["gpu-layers"].Text));
        Assert.All(workloads.Values, workload =>
            Assert.True(workload.Bounds.Layer.Below is null or "gemm.fp16" or "memory.device", workload.Name));
        Assert.Equal("gemm.fp16", workloads["1b Q8_0 prefill 128"].Bounds.Layer.Below);
        Assert.Equal(("memory.device", "bandwidth.memory"),
            (workloads["1b Q8_0 decode 32"].Bounds.Layer.Below, workloads["1b Q8_0 decode 32"].Bounds.CeilingName));

        // What these names stand for is measured on GPUs, under the same name of the device.
        var below = Find("gemm").Workloads(target with { Engine = "pytorch" })
            .Concat(Catalog.All.Where(benchmark => benchmark.Name == "device-memory")
                .SelectMany(benchmark => benchmark.Workloads(target with { Engine = "pytorch" })))
            .Select(workload => workload.Bounds.Layer.Provides)
            .ToArray();
        Assert.Contains("gemm.fp16", below);
        Assert.Contains("memory.device", below);

        // 134 MB of weights may stay in the cache of a GPU.
        Assert.Equal(
            (null, null), (workloads["100m Q8_0 decode 32"].Bounds.Layer.Below, workloads["100m Q8_0 decode 32"].Bounds.CeilingName));
        var own = LlmBenchmark.Put([Find("llm")], LlmModel.Of("Mine", "c0ffee", Model with { DecodeBytes = 1e9 }, "/m.gguf"))[0]
            .Workloads(target).ToDictionary(workload => workload.Name);
        Assert.Equal("memory.device", own["Mine Q8_0 decode 32"].Bounds.Layer.Below);
    }

    [Fact]
    public void The_score_boards_model_is_measured_with_and_without_flash_attention_where_it_fits()
    {
        string[] expected =
        [
            "llama2-7b Q4_0 prefill 512 flash attention off", "llama2-7b Q4_0 prefill 512 flash attention on",
            "llama2-7b Q4_0 decode 128 flash attention off", "llama2-7b Q4_0 decode 128 flash attention on",
        ];
        Assert.Equal(expected, Board(8L << 30).Select(workload => workload.Name));
        Assert.All(Board(8L << 30), workload =>
            Assert.Equal((Suite.Full, workload.Name.Split(' ')[^1]), (workload.Suite, workload.Parameters["flash-attention"].Text)));
        Assert.Empty(Board(4L << 30));
        Assert.DoesNotContain(
            Find("llm").Workloads(new WorkloadTarget(Machines.With([]))),
            workload => workload.Name.StartsWith("llama2", StringComparison.Ordinal));

        static IEnumerable<Workload> Board(long memoryBytes) => Find("llm").Workloads(new WorkloadTarget(
                Machines.With([]), "llama.cpp", new WorkerDevice("cuda:0", "cuda", MemoryBytes: memoryBytes)))
            .Where(workload => workload.Name.StartsWith("llama2", StringComparison.Ordinal));
    }

    [Fact]
    public void Tokens_per_second_follow_from_the_median()
    {
        var workload =
            Find("llm").Workloads(new WorkloadTarget(Machines.With([]))).Single(workload => workload.Name == "small Q8_0 decode 128");
        var launch =
            Fixtures.ExampleRun.Full.Results[0].Launches[0] with { Samples = [new Sample(0.5, 0), new Sample(0.25, 1), new Sample(2, 2)] };
        var values = StackBench.Running.LaunchValues.Of(workload, launch, null);
        Assert.Equal(256, values["token-rate"]);
        Assert.Equal(workload.Cost.Bytes / 0.5, values["bandwidth"]);
        Assert.Equal(128 / 0.5, values["token-rate"]);
    }

    private static Benchmark Find(string name) => Catalog.All.Single(benchmark => benchmark.Name == name);
}
