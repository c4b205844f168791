using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Assessments;

public sealed class LadderTests
{
    [Fact]
    public void A_rate_is_held_against_factor_times_the_best_rate_below()
    {
        var ladder = Ladder.Of([Rate(400, new Layer("fma")), Rate(430, new Layer("fma")), Rate(410, new Layer("fma"))]);
        Assert.Equal(0.5, ladder.ShareOf(Rate(215, new Layer(Below: "fma")))!.Value, 12);
        Assert.Equal(0.25, ladder.ShareOf(Rate(215, new Layer(Below: "fma", Factor: 2)))!.Value, 12);
    }

    [Fact]
    public void A_time_is_held_the_other_way_round_against_the_shortest_below()
    {
        var ladder = Ladder.Of([Time(8, new Layer("launch")), Time(4, new Layer("launch"))]);
        Assert.Equal(0.8, ladder.ShareOf(Time(5, new Layer(Below: "launch")))!.Value, 12);
        Assert.Equal(0.4, ladder.ShareOf(Time(5, new Layer(Below: "launch", Factor: 2)))!.Value, 12);
    }

    [Fact]
    public void A_metric_in_the_unit_of_the_level_below_stands_in_for_a_headline_in_another()
    {
        var ladder = Ladder.Of([Rate(400, new Layer("gemm"))]);
        var tokens = new MetricValue("token-rate", 1000, Unit.TokenPerSecond, Better.Higher, null);
        var result = Rate(100, new Layer(Below: "gemm"));
        Assert.Equal(0.25, ladder.ShareOf(result with { Outcome = new Ok([tokens, .. ((Ok)result.Outcome).Metrics], []) })!.Value, 12);
        Assert.Null(ladder.ShareOf(result with { Outcome = new Ok([tokens], []) }));
    }

    [Fact]
    public void Levels_build_on_each_other()
    {
        BenchmarkResult[] results = [Rate(100, new Layer("a")), Rate(80, new Layer("b", "a")), Rate(20, new Layer("c", "b"))];
        Assert.Equal([null, 0.8, 0.25], results.Select(Ladder.Of(results).ShareOf));
    }

    [Fact]
    public void Without_a_measured_level_below_there_is_no_share()
    {
        var provider = Rate(400, new Layer("fma"));
        var above = Rate(200, new Layer(Below: "fma"));
        Assert.NotNull(Ladder.Of([provider]).ShareOf(above));
        Assert.Null(Ladder.Of([]).ShareOf(above));
        Assert.Null(Ladder.Of([provider with { Outcome = new Skipped("reason") }]).ShareOf(above));
        Assert.Null(Ladder.Of([provider with { Outcome = new Implausible("flop-rate", 1e30, new Ceiling(1, Unit.FlopPerSecond, "")) }])
            .ShareOf(above));
        Assert.Null(Ladder.Of([provider]).ShareOf(above with { Layer = new Layer() }));
        Assert.Null(Ladder.Of([provider]).ShareOf(above with { Outcome = new Skipped("reason") }));
    }

    [Fact]
    public void Neither_another_device_nor_another_unit_is_a_level_below()
    {
        var provider = Rate(400, new Layer("fma"));
        Assert.Null(Ladder.Of([provider with { Device = "0000:03:00.0" }]).ShareOf(Rate(200, new Layer(Below: "fma"))));
        Assert.Null(Ladder.Of([provider]).ShareOf(Time(200, new Layer(Below: "fma"))));
    }

    private static BenchmarkResult Rate(double value, Layer layer) =>
        Of(new MetricValue("flop-rate", value, Unit.FlopPerSecond, Better.Higher), layer);

    private static BenchmarkResult Time(double value, Layer layer) =>
        Of(new MetricValue("latency", value, Unit.Second, Better.Lower), layer);

    private static BenchmarkResult Of(MetricValue headline, Layer layer) =>
        ExampleRun.Full.Results[0] with { Layer = layer, Outcome = new Ok([headline], []) };
}
