using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Report.Charts;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Report.Charts;

public sealed class RooflineTests
{
    private static readonly BenchmarkResult Memory =
        Result("memory-bandwidth", "triad", 100e9, Unit.BytePerSecond, new Layer("memory.bandwidth"), new Cost(Bytes: 1e6));
    private static readonly BenchmarkResult Peak =
        Result("compute-peak", "fp32", 1e12, Unit.FlopPerSecond, new Layer("fma.fp32"), new Cost(Flop: 1e9));
    private static readonly BenchmarkResult OneThread =
        Result("compute-peak", "fp32 1 thread", 2e12, Unit.FlopPerSecond, new Layer("fma.fp32.1t"), new Cost(Flop: 1e9));

    /// <summary>Intensity, rate, then share and bound by hand: min(1 TFLOP/s, intensity x 100 GB/s).</summary>
    [Theory]
    [InlineData(1, 50e9, 0.5, true)]
    [InlineData(5, 500e9, 1.0, true)]
    [InlineData(10, 800e9, 0.8, false)]
    [InlineData(100, 250e9, 0.25, false)]
    [InlineData(0.1, 20e9, 2.0, true)]
    public void A_point_is_held_against_the_lower_roof(double intensity, double rate, double share, bool isMemoryBound)
    {
        var roofline = Assert.Single(Roofline.Of([Memory, Peak, OneThread, Result(
            "gemm", "x", rate, Unit.FlopPerSecond, new Layer(), new Cost(Flop: intensity * 1e6, Bytes: 1e6))]));
        Assert.Equal((100e9, "memory"), (roofline.Memory.Rate.Value, roofline.Memory.Name));
        Assert.Equal(("fp32", 1e12), (Assert.Single(roofline.Compute).Name, roofline.Compute[0].Rate.Value));
        Assert.Equal(10, roofline.RidgeOf(roofline.Compute[0]));
        var point = Assert.Single(roofline.Points);
        Assert.Equal(intensity, point.Intensity, 12);
        Assert.Equal(share, point.ShareOfRoof!.Value, 12);
        Assert.Equal(isMemoryBound, point.IsMemoryBound);
    }

    [Fact]
    public void A_type_without_a_roof_has_no_share_and_a_device_without_bandwidth_no_roofline()
    {
        var bf16 = Result("gemm", "bf16", 1e11, Unit.FlopPerSecond, new Layer(), new Cost(Flop: 1e9, Bytes: 1e6), "bf16");
        Assert.Null(Assert.Single(Assert.Single(Roofline.Of([Memory, Peak, bf16])).Points).ShareOfRoof);
        Assert.Empty(Roofline.Of([Peak, bf16]));
        Assert.Empty(Roofline.Of([Memory, bf16]));
    }

    [Fact]
    public void Results_that_differ_in_one_size_are_a_sweep_and_squares_vary_as_a_whole()
    {
        BenchmarkResult Square(long size, string type) =>
            Result("gemm", $"{type} {size}", size * 1e9, Unit.FlopPerSecond, new Layer(), new Cost(), type) with
            {
                Parameters = Parameters.Of(("dtype", type), ("m", size), ("n", size), ("k", size), ("threads", 2)),
            };
        BenchmarkResult[] results =
            [Square(2048, "fp32"), Square(512, "fp32"), Square(1024, "fp32"), Square(512, "bf16"), Square(1024, "bf16")];
        var sweep = Assert.Single(Sweep.Of(results));
        Assert.Equal("dtype=fp32,m=k,n=k,threads=2", sweep.Fixed);
        Assert.Equal([(512, 512e9), (1024, 1024e9), (2048, 2048e9)], sweep.Points.Select(point => (point.Size, point.Value.Value)));
    }

    [Fact]
    public void Every_kind_of_chart_is_drawn_of_a_run_and_named()
    {
        foreach (var kind in Enum.GetValues<ChartKind>().Where(kind => kind != ChartKind.Sweep))
        {
            var charts = RunChart.Of(ExampleRun.Full, kind);
            Assert.NotEmpty(charts);
            foreach (var chart in charts)
            {
                var svg = StackBench.Report.Svg.ChartFile.Of(chart);
                System.Xml.Linq.XDocument.Parse(svg);
                Assert.Contains(kind == ChartKind.Samples ? "<circle" : "<path class=", svg, StringComparison.Ordinal);
                Assert.All(chart.Legend, line => Assert.Contains($">{line.Text}</text>", svg, StringComparison.Ordinal));
                Assert.Equal(kind == ChartKind.Roofline, chart.Legend.Length > 0);
                Assert.Contains(chart.Title, System.Net.WebUtility.HtmlDecode(svg), StringComparison.Ordinal);
            }
        }
    }

    private static BenchmarkResult Result(
        string benchmark, string workload, double value, Unit unit, Layer layer, Cost cost, string type = "fp32") => new()
        {
            Benchmark = benchmark,
            Workload = workload,
            Parameters = Parameters.Of(("dtype", type)),
            Device = "cpu",
            Engine = "native",
            Cost = cost,
            Layer = layer,
            Outcome = new Ok([new MetricValue("rate", value, unit, Better.Higher)], []),
        };
}
