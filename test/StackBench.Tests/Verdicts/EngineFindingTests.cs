using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Core.Verdicts;
using StackBench.Core.Workloads;

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
        // Launches of the recorded run are contended.
        var sentence = MachineVerdict.Of(Of(Rate("vulkan", first) with { Launches = [] }, Rate("opencl", second) with { Launches = [] }))
            .SingleOrDefault(sentence => sentence.Code == "engines-disagree");

        Assert.Equal(expected, sentence?.Text);
    }

    [Fact]
    public void The_pair_that_is_furthest_apart_stands_for_all_others_of_the_run()
    {
        var sentence = EngineFinding.Of(Of(
            Rate("vulkan", 1000), Rate("opencl", 800), Rate("vulkan", 10, "copy"), Rate("opencl", 5, "copy"),
            Rate("vulkan", 10) with { Device = "0000:43:00.0" }, Rate("opencl", 8) with { Device = "0000:43:00.0" }));

        Assert.Equal(
            "opencl reaches 0.50 of vulkan's device-peak copy on 0000:03:00.0: 5.00 GFLOP/s of 10.0 GFLOP/s, and 2 more.", sentence?.Text);
    }

    /// <summary>Other devices, other work, and benchmarks of libraries, whose kernels are not the same.</summary>
    [Fact]
    public void What_is_not_the_same_is_not_compared() => Assert.Null(EngineFinding.Of(Of(
        Rate("vulkan", 1000), Rate("opencl", 100) with { Device = "0000:43:00.0" }, Rate("opencl", 100, "vector fp64"),
        Rate("pytorch", 1000) with { Benchmark = "gemm" }, Rate("libtorch", 100) with { Benchmark = "gemm" })));

    [Theory]
    [InlineData("copy", null, true)]
    [InlineData("write", null, true)]
    [InlineData("h2d", true, true)]
    [InlineData("d2h", false, false)]
    [InlineData("both", true, false)]
    [InlineData("p2p", null, false)]
    public void Of_memory_only_work_that_no_engine_does_in_its_own_way_is_compared(string kind, bool? isPinned, bool isCompared)
    {
        BenchmarkResult Memory(string engine, double rate) => Rate(engine, rate, kind) with
        {
            Benchmark = "device-memory",
            Parameters = isPinned is { } pinned ? Parameters.Of(("kind", kind), ("pinned", pinned)) : Parameters.Of(("kind", kind)),
        };

        Assert.Equal(isCompared, EngineFinding.Of(Of(Memory("cuda", 100), Memory("pytorch", 50))) is not null);
    }

    /// <summary>Spread of the launches as a share, or one launch, which has none.</summary>
    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.2, false)]
    [InlineData(null, false)]
    public void Rates_whose_intervals_meet_are_not_apart(double? spread, bool isSaid) => Assert.Equal(
        isSaid, EngineFinding.Of(Of(Rate("vulkan", 1000, spread: spread), Rate("opencl", 800, spread: spread))) is not null);

    [Fact]
    public void What_a_client_limited_and_what_was_measured_beside_others_says_nothing()
    {
        var lower = Rate("opencl", 800);
        Assert.Null(EngineFinding.Of(Of(Rate("vulkan", 1000), lower with
        {
            Outcome = ((Ok)lower.Outcome) with { Notes = [new Note(Note.Invalid, "the client was the limit")] },
        })));
        var contended = lower with
        {
            Launches = [.. lower.Launches.Select(launch => launch with
            {
                Conditions = launch.Conditions.SetItem(LaunchFacts.CpuOthers, 0.5),
            })],
        };
        var run = Of(Rate("vulkan", 1000) with { Launches = [] }, contended);
        Assert.NotNull(EngineFinding.Of(run));
        Assert.DoesNotContain(MachineVerdict.Of(run), sentence => sentence.Code == "engines-disagree");
    }

    private static Run Of(params BenchmarkResult[] results) => RecordedRuns.Healthy with { Results = [.. results] };

    private static BenchmarkResult Rate(string engine, double gigaflops, string workload = "vector fp32", double? spread = 0.001) =>
        Example with
        {
            Benchmark = "device-peak",
            Workload = workload,
            Device = "0000:03:00.0",
            Engine = engine,
            Outcome = ((Ok)Example.Outcome) with
            {
                Metrics =
                [
                    new MetricValue("flop-rate", gigaflops * 1e9, Unit.FlopPerSecond, Better.Higher, spread is { } share
                        ? new Interval(gigaflops * 1e9 * (1 - share), gigaflops * 1e9 * (1 + share), 0.75)
                        : null),
                ],
            },
        };
}
