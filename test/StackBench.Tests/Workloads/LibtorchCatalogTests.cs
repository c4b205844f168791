using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Workloads;

/// <summary>The benchmarks of the libtorch engine as the catalog lists them.</summary>
public sealed class LibtorchCatalogTests
{
    private static readonly ImmutableArray<Benchmark> Benchmarks =
        [.. Catalog.All.Where(benchmark => benchmark.Name is "gemm" or "convolution" or "attention")];

    private static ImmutableArray<Workload> All { get; } =
        [.. Benchmarks.SelectMany(
            benchmark => benchmark.Workloads(new WorkloadTarget(Machines.With(["avx512_bf16", "avx512_vnni"]), "libtorch")))];

    [Fact]
    public void The_three_benchmarks_run_on_libtorch_where_there_is_no_pytorch()
    {
        Assert.Equal(["gemm", "convolution", "attention"], Benchmarks.Select(benchmark => benchmark.Name));
        Assert.All(Benchmarks, benchmark =>
            Assert.Equal((BenchmarkGroup.Component, "pytorch libtorch"), (benchmark.Group, string.Join(' ', benchmark.Engines))));
    }

    [Fact]
    public void Names_and_parameters_are_unique_in_a_benchmark() => Assert.All(All.GroupBy(workload => workload.Benchmark), benchmark =>
    {
        Assert.Equal(benchmark.Count(), benchmark.Select(workload => workload.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(benchmark.Count(), benchmark.Select(workload => workload.Parameters).Distinct().Count());
    });

    [Fact]
    public void The_quick_suite_has_the_headline_shapes() => Assert.Equal(
        [
            "fp32 1024x1024x1024", "fp32 2048x2048x2048", "fp32 256x1024x1024", "fp32 1x4096x4096",
            "bf16 1024x1024x1024", "bf16 2048x2048x2048", "bf16 256x1024x1024", "bf16 1x4096x4096",
            "fp64 1024x1024x1024", "int8 1024x1024x1024", "fp16 1024x1024x1024",
            "fp32 1x3x224x224 7x7/2 64 nchw", "fp32 1x64x56x56 3x3/1 64 nchw", "fp32 1x256x14x14 3x3/1 256 nchw",
            "fp32 1x64x56x56 1x1/1 256 nchw",
            "fp32 s512 h8 d64 math", "fp32 s512 h8 d64 flash",
            "fp32 s512 h8/2 d64 causal math", "fp32 s512 h8/2 d64 causal flash",
        ],
        All.Where(workload => workload.Suite == Suite.Quick).Select(workload => workload.Name));

    [Fact]
    public void Every_fused_attention_has_its_composition_with_equal_parameters_and_suite()
    {
        var attention =
            All.Where(workload => workload.Benchmark == "attention").ToDictionary(workload => workload.Name, StringComparer.Ordinal);
        var fused = attention.Values.Where(workload => workload.Parameters["kernel"].Text == "flash").ToList();

        Assert.Equal(attention.Count, 2 * fused.Count);
        Assert.All(fused, workload =>
        {
            var sibling = attention[workload.Against!];
            Assert.Equal(workload.Parameters.With("kernel", "math"), sibling.Parameters);
            Assert.Equal((workload.Suite, workload.Cost), (sibling.Suite, sibling.Cost));
            Assert.Contains(workload.Metrics, metric => metric.Source == MetricSource.AgainstOverMedian);
        });
        Assert.All(attention.Values.Except(fused), workload =>
        {
            Assert.Null(workload.Against);
            Assert.DoesNotContain(workload.Metrics, metric => metric.Source == MetricSource.AgainstOverMedian);
        });
    }

    [Fact]
    public void Every_probe_is_a_small_relative_with_the_same_type_and_operation() => Assert.All(All, workload =>
    {
        var probe = Assert.IsType<Workload>(workload.Probe);
        Assert.Equal((workload.Op, workload.Parameters["dtype"]), (probe.Op, probe.Parameters["dtype"]));
        Assert.True(probe.Cost.Flop < workload.Cost.Flop || probe.Parameters.Equals(workload.Parameters), workload.Name);
        Assert.InRange(probe.Cost.Flop, 1e5, 1e9);
        Assert.Null(probe.Against);
        Assert.NotNull(workload.SlowRemedy);
    });

    [Theory]
    [InlineData("bf16", new string[0], "no fast bf16 instructions: use another type")]
    [InlineData("bf16", new[] { "avx512_bf16", "amx_bf16" }, "has avx512_bf16 and amx_bf16")]
    [InlineData("fp16", new[] { "avx512_bf16" }, "no fast fp16 instructions: use another type")]
    [InlineData("fp32", new string[0], "close other programs")]
    public void Advice_for_a_slow_type_names_what_this_CPU_has(string type, string[] isa, string advice)
    {
        var target = new WorkloadTarget(Machines.With([.. isa]), "libtorch");
        var ofType = Benchmarks.SelectMany(benchmark => benchmark.Workloads(target))
            .Where(workload => workload.Parameters["dtype"].Text == type).ToArray();
        Assert.NotEmpty(ofType);
        Assert.All(ofType, workload => Assert.Contains(advice, workload.SlowRemedy, StringComparison.Ordinal));
    }

    [Fact]
    public void Integer_products_count_operations_and_what_only_reads_weights_counts_bandwidth()
    {
        var integer = All.Where(workload => workload.Parameters["dtype"].Text == "int8");
        Assert.All(integer, workload => Assert.Equal(MetricDefinitions.OperationRate, workload.Metrics[0].Definition));
        var memoryBound = All.Where(workload => workload.Metrics[0].Definition == MetricDefinitions.Bandwidth).ToList();
        Assert.Equal(
            [
                "fp32 1x4096x4096", "bf16 1x4096x4096", "fp32 decode s4096 h32/8 d128 math", "fp32 decode s4096 h32/8 d128 flash",
                "bf16 decode s4096 h32/8 d128 math", "bf16 decode s4096 h32/8 d128 flash",
            ],
            memoryBound.Select(workload => workload.Name));
        Assert.All(memoryBound, workload => Assert.Null(workload.Bounds.CeilingName));
    }

    [Fact]
    public void Only_compute_bound_products_and_attention_have_a_ceiling() => Assert.All(All, workload => Assert.Equal(
        workload.Benchmark == "convolution" || workload.Metrics[0].Definition == MetricDefinitions.Bandwidth
            ? null
            : $"flops.{workload.Parameters["dtype"]}",
        workload.Bounds.CeilingName));

    [Fact]
    public void All_parameters_are_accepted_by_the_worker() => Assert.All(All.Concat(All.Select(workload => workload.Probe!)), workload =>
    {
        var parameters = JsonSerializer.SerializeToElement(workload.Parameters, JsonSerializerOptions.Default);
        var bytes = workload.Op switch
        {
            "gemm" => Of(StackBench.Worker.Libtorch.GemmShape.Read(parameters)),
            "conv2d" => Of(StackBench.Worker.Libtorch.Conv2dShape.Read(parameters)),
            "attention" => Of(StackBench.Worker.Libtorch.AttentionShape.Read(parameters)),
            _ => throw new InvalidOperationException($"the worker has no operation '{workload.Op}'"),
        };
        Assert.Equal(workload.Cost.Flop, bytes);

        static double Of(object shape) => shape switch
        {
            StackBench.Worker.Libtorch.GemmShape s => 2.0 * s.M * s.N * s.K,
            StackBench.Worker.Libtorch.Conv2dShape s => 2.0 * s.N * s.K * s.P * s.Q * s.Terms,
            StackBench.Worker.Libtorch.AttentionShape s =>
                4.0 * s.B * s.Hq * s.D * (s.Causal ? s.Sq * (s.Sk + 1) / 2.0 : s.Sq * (double)s.Sk),
            _ => 0,
        };
    });

    [Fact]
    public void The_threads_are_the_usable_cores()
    {
        var workloads =
            Benchmarks.SelectMany(benchmark => benchmark.Workloads(new WorkloadTarget(Machines.With([], usableCores: 7), "libtorch")));

        Assert.All(workloads, workload => Assert.Equal(7, workload.Parameters["threads"].Number));
    }
}
