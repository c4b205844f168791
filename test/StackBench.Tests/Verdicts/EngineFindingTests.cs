using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Verdicts;

namespace StackBench.Tests.Verdicts;

/// <summary>Two engines that measured one device.</summary>
public sealed class EngineFindingTests
{
    private static readonly BenchmarkResult Example =
        RecordedRuns.Healthy.Results.First(result => result.Headline is { Better: Better.Higher });

    /// <summary>Rates in GFLOP/s of two engines for the same work.</summary>
    [Theory]
    [InlineData(1000, 800, "opencl reaches 0.80 of vulkan's device-peak vector fp32 on 0000:03:00.0: 800 GFLOP/s of 1.00 TFLOP/s.")]
    [InlineData(890, 1000, "vulkan reaches 0.89 of opencl's device-peak vector fp32 on 0000:03:00.0: 890 GFLOP/s of 1.00 TFLOP/s.")]
    [InlineData(1000, 910, null)]
    public void More_than_a_tenth_apart_is_said(double first, double second, string? expected)
    {
        var sentence = MachineVerdict.Of(Of(Rate("vulkan", first), Rate("opencl", second)))
            .SingleOrDefault(sentence => sentence.Code == "engines-disagree");

        Assert.Equal(expected, sentence?.Text);
    }

    [Fact]
    public void The_pair_that_is_furthest_apart_stands_for_the_others_of_its_device()
    {
        var sentence = Assert.Single(EngineFinding.Of(Of(
            Rate("vulkan", 1000), Rate("opencl", 800), Rate("vulkan", 10, "copy"), Rate("opencl", 5, "copy"))));

        Assert.Equal(
            "opencl reaches 0.50 of vulkan's device-peak copy on 0000:03:00.0: 5.00 GFLOP/s of 10.0 GFLOP/s, and 1 more.", sentence.Text);
    }

    /// <summary>Other devices, other work, and benchmarks of libraries, whose kernels are not the same.</summary>
    [Fact]
    public void What_is_not_the_same_is_not_compared() => Assert.Empty(EngineFinding.Of(Of(
        Rate("vulkan", 1000), Rate("opencl", 100) with { Device = "0000:43:00.0" }, Rate("opencl", 100, "vector fp64"),
        Rate("pytorch", 1000) with { Benchmark = "gemm" }, Rate("libtorch", 100) with { Benchmark = "gemm" })));

    private static Run Of(params BenchmarkResult[] results) => RecordedRuns.Healthy with { Results = [.. results] };

    private static BenchmarkResult Rate(string engine, double gigaflops, string workload = "vector fp32") => Example with
    {
        Benchmark = "device-peak",
        Workload = workload,
        Device = "0000:03:00.0",
        Engine = engine,
        Outcome = ((Ok)Example.Outcome) with
        {
            Metrics = [new MetricValue("flop-rate", gigaflops * 1e9, Unit.FlopPerSecond, Better.Higher)],
        },
    };
}
