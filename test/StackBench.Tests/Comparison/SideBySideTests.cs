using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Comparison;

public sealed class SideBySideTests
{
    [Fact]
    public void The_best_of_a_row_is_marked_and_the_others_have_their_share_of_it()
    {
        var sides = SideBySide.Of([Of("a", Gemm(100, 0.01)), Of("b", Gemm(200, 0.01)), Of("c", Gemm(50, 0.01))]);
        Assert.Equal([(0.5, false), (1, true), (0.25, false)],
            Assert.Single(sides.Rows).Cells.Select(cell => (cell!.ShareOfBest, cell.IsBest)));
        Assert.Equal([0, 1, 0], sides.Wins);
    }

    [Fact]
    public void What_the_intervals_do_not_tell_apart_from_the_best_is_marked_too() =>
        Assert.Equal([true, true, false], Assert.Single(SideBySide.Of(
            [Of("a", Gemm(100, 0.05)), Of("b", Gemm(104, 0.05)), Of("c", Gemm(80, 0.05))]).Rows).Cells.Select(cell => cell!.IsBest));

    [Fact]
    public void Where_none_is_told_apart_none_is_marked()
    {
        var sides = SideBySide.Of([Of("a", Gemm(100, 0.05)), Of("b", Gemm(104, 0.05))]);
        Assert.All(Assert.Single(sides.Rows).Cells, cell => Assert.False(cell!.IsBest));
        Assert.Equal([0, 0], sides.Wins);
    }

    /// <summary>Numbers of two methods, and times of different work under one name, are not of the same thing.</summary>
    [Fact]
    public void Another_method_or_another_work_is_another_row()
    {
        var (one, other) = (Of("a", Gemm(100, 0)), Of("b", Gemm(200, 0)));
        Assert.Empty(SideBySide.Of([one, other with { Tool = other.Tool with { Method = other.Tool.Method + 1 } }]).Rows);
        BenchmarkResult Step(double flop) => ExampleRun.Measured(
            "autograd", "step", "pytorch", 1, 0.001, Unit.Second, "latency", new Layer(), isLowerBetter: true) with
        {
            Cost = new Cost(flop),
        };
        Assert.Single(SideBySide.Of([Of("a", Step(1)), Of("b", Step(1))]).Rows);
        Assert.Empty(SideBySide.Of([Of("a", Step(1)), Of("b", Step(2))]).Rows);
    }

    [Fact]
    public void Cards_of_two_makers_in_one_machine_keep_their_names()
    {
        var both = Of("a", Gemm(100, 0) with { Device = "cuda:0" }, Gemm(300, 0) with { Device = "xpu:0" });
        var sides = SideBySide.Of([both, Of("b", Gemm(200, 0) with { Device = "cuda:0" }, Gemm(250, 0) with { Device = "xpu:0" })]);
        Assert.Equal(["cuda:0", "xpu:0"], sides.Rows.Select(row => row.Key.Device));
        Assert.Equal([0.5, 1], sides.Rows[0].Cells.Select(cell => cell!.ShareOfBest));
    }

    [Fact]
    public void Of_times_the_least_is_best()
    {
        BenchmarkResult Latency(double seconds) => ExampleRun.Measured(
            "memory-latency", "1 GiB", "native", seconds, 0.001, Unit.Second, "latency", new Layer(), isLowerBetter: true);
        var row = Assert.Single(SideBySide.Of([Of("a", Latency(100e-9)), Of("b", Latency(80e-9))]).Rows);
        Assert.Equal([(0.8, false), (1, true)], row.Cells.Select(cell => (Math.Round(cell!.ShareOfBest, 9), cell.IsBest)));
    }

    [Theory]
    [InlineData("cuda:0", "hip:0", "gpu:0")]
    [InlineData("cuda:1", "xpu:1", "gpu:1")]
    [InlineData("cpu", "cpu", "cpu")]
    [InlineData("cuda:0", "hip:1", null)]
    [InlineData("cpu", "cuda:0", null)]
    public void The_same_card_of_each_machine_shares_a_row(string one, string other, string? device)
    {
        var sides = SideBySide.Of([Of("a", Gemm(1, 0) with { Device = one }), Of("b", Gemm(2, 0) with { Device = other })]);
        Assert.Equal(device, sides.Rows.SingleOrDefault()?.Key.Device);
        Assert.Equal(device is null ? 2 : 0, sides.LeftOut);
    }

    [Fact]
    public void What_one_run_alone_or_none_measured_is_left_out_and_a_gap_stays_a_gap()
    {
        var only = Gemm(1, 0) with { Workload = "only" };
        var skipped = Gemm(1, 0) with { Outcome = new Skipped("no time") };
        var sides = SideBySide.Of([Of("a", Gemm(1, 0), only), Of("b", Gemm(2, 0)), Of("c", skipped)]);
        Assert.Equal(1, sides.LeftOut);
        Assert.Null(Assert.Single(sides.Rows).Cells[2]);
    }

    [Fact]
    public void Facts_are_those_that_differ_and_may_matter()
    {
        var one = Of("a", Gemm(1, 0));
        var other = one with
        {
            Id = "b",
            Fingerprint = one.Fingerprint.With(
                [new("os.name", "Debian GNU/Linux 13", FactRole.Cause), new("os.hostname", "x", FactRole.Noise)]),
        };
        var sides = SideBySide.Of([one, other]);
        var fact = Assert.Single(sides.Facts);
        Assert.Equal(("os.name", "Debian GNU/Linux 12", "Debian GNU/Linux 13"), (fact.Name, fact.Values[0], fact.Values[1]));
    }

    private static BenchmarkResult Gemm(double gigaflops, double spread) => ExampleRun.Measured(
        "gemm", "fp32 2048x2048x2048", "libtorch", gigaflops * 1e9, spread, Unit.FlopPerSecond, "flop-rate", new Layer());

    private static Run Of(string id, params BenchmarkResult[] results) => ExampleRun.Full with { Id = id, Results = [.. results] };
}
