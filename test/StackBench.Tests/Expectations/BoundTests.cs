using System.Globalization;
using StackBench.Core.Expectations;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Exchange.Export;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Expectations;

public sealed class BoundTests
{
    /// <summary>The example: triad 40.02 GB/s, latency of 32 KiB 1.12 ns, fp32 GEMM 172.4 GFLOP/s, int8 GEMM failed.</summary>
    [Theory]
    [InlineData("memory-bandwidth triad,,,40,,GB/s", 1, null)]
    [InlineData("memory-bandwidth triad,,,41,,GB/s", 0,
        "memory-bandwidth/triad@cpu:native: bandwidth 40.0 GB/s is below 41.0 GB/s (98 % of it)")]
    [InlineData("memory-latency 32*,cpu,latency,,1.2,ns", 1, null)]
    [InlineData("memory-latency 32*,cpu,latency,,1.1,ns", 0, "memory-latency/32 KiB@cpu:native: latency 1.12 ns is above 1.10 ns")]
    [InlineData("\"GEMM FP32*\",c?u,,100,200,GFLOP/s", 1, null)]
    [InlineData("gemm fp32*,cuda*,,100,,GFLOP/s", 0, null)]
    [InlineData("gemm int8*,,,100,,GFLOP/s", 0, "no value of what is expected of it")]
    [InlineData("gemm fp32*,,,1,,GB/s", 0, "no value of what is expected of it")]
    public void A_bound_holds_or_says_why_not(string line, int held, string? violation)
    {
        var check = BoundCheck.Of(ExampleRun.Full, BoundsFile.Parse($"{ExpectedBound.Header}\n{line}\n", "b.csv"));
        Assert.Equal(held, check.Held);
        if (violation is null) Assert.Empty(check.Violations);
        else Assert.EndsWith(violation, Assert.Single(check.Violations), StringComparison.Ordinal);
        // What concerns nothing proves nothing.
        Assert.Equal(held > 0, check.Passes);
    }

    [Theory]
    [InlineData("", "no bounds")]
    [InlineData("result,least\nx,1", "no column")]
    [InlineData("result,device,metric,least,most,unit\nx,,,1,,furlong", "bound 1: unknown unit 'furlong'")]
    [InlineData("result,device,metric,least,most,unit\nx,,,fast,,GB/s", "'fast' is not a number")]
    [InlineData("result,device,metric,least,most,unit\nx,,,,,GB/s", "neither least nor most")]
    [InlineData("result,device,metric,least,most,unit\nx,,,2,1,GB/s", "least is above most")]
    [InlineData("result,device,metric,least,most,unit\nx,1", "b.csv, line 2: 2 cells")]
    public void A_file_of_another_form_is_refused(string text, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => BoundsFile.Parse(text, "b.csv")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("GB/s", "B/s", 1e9)]
    [InlineData("ms", "s", 1e-3)]
    [InlineData("TFLOP/s", "FLOP/s", 1e12)]
    [InlineData("MiB", "B", 1048576)]
    [InlineData("%", "%", 1)]
    [InlineData("", "", 1)]
    public void Units_are_read_with_their_prefix(string text, string unit, double factor) =>
        Assert.Equal((unit, factor), (PrefixedUnit.Parse(text).Unit.Symbol, PrefixedUnit.Parse(text).Factor));

    [Fact]
    public void What_is_learned_is_written_read_and_kept_by_the_runs_it_came_from()
    {
        Run[] runs = [.. Enumerable.Range(0, 5).Select(day => HistoryRun.Of(day, 100 + day))];
        var bounds = LearnedBound.Of(runs.SelectMany(run => Observation.Of(run)).Where(one => one.Metric.Metric == "flop-rate"));
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        BoundsWriter.Write(bounds, text);
        var read = BoundsFile.Parse(text.ToString(), "learned");
        Assert.Equal(bounds.Length, read.Length);
        Assert.All(runs, run => Assert.True(BoundCheck.Of(run, read).Passes, text.ToString()));
        // Median 102, half the range 2, half as much again: 3 % is less than twice the 3 % that matter, so 6 % it is.
        Assert.Equal(102e9 * 0.94, read.First(bound => bound.Pattern.StartsWith("gemm", StringComparison.Ordinal)).Least!.Value, 5e8);
        Assert.False(BoundCheck.Of(HistoryRun.Of(9, 90), read).Passes);
    }

    /// <summary>A bound names no engine, so the slower of two that measure the same work must keep it.</summary>
    [Fact]
    public void Engines_that_measure_the_same_work_share_the_bound_of_the_slower()
    {
        ObservedMetric Metric(string engine) => new(
            new ResultKey("device-memory", "copy 4 GiB", "gpu", engine), "bandwidth", Unit.BytePerSecond, Better.Higher, Parameters.None);
        var runs = Enumerable.Range(0, 3).Select(day => new ObservedRun(
            ExampleRun.Small(day).Id, ExampleRun.Small(day).StartedAt, 1, ExampleRun.Full.Fingerprint)).ToArray();
        var bound = Assert.Single(LearnedBound.Of(runs.SelectMany(run => new[]
        {
            new Observation(run, Metric("vulkan"), 900e9), new Observation(run, Metric("pytorch"), 800e9),
        })));
        Assert.InRange(bound.Least!.Value, 700e9, 800e9);
    }

    /// <summary>Three runs of 100, and a broken one of 0, which is no value; a metric without a definition matters from 3 %.</summary>
    [Theory]
    [InlineData("bandwidth", 0.02)]
    [InlineData("made-up-rate", 0.03)]
    public void Runs_that_agree_are_bounded_by_twice_what_matters(string metric, double threshold)
    {
        var observed = new ObservedMetric(
            new ResultKey("device-memory", "copy", "gpu", "vulkan"), metric, Unit.BytePerSecond, Better.Higher, Parameters.None);
        var bound = Assert.Single(LearnedBound.Of(new[] { 100.0, 100, 100, 0 }.Select((value, day) => new Observation(
            new ObservedRun(ExampleRun.Small(day).Id, ExampleRun.Small(day).StartedAt, 1, ExampleRun.Full.Fingerprint), observed, value))));
        Assert.Equal(100 * (1 - (2 * threshold)), bound.Least!.Value, 9);
    }

    /// <summary>Drivers report what firmware and page tables leave, up to an eighth less.</summary>
    [Theory]
    [InlineData("A100 80GB", 79.2, true)]
    [InlineData("A100 80GB", 71, true)]
    [InlineData("A100 80GB", 69, false)]
    [InlineData("A100 80GB", 39.4, false)]
    [InlineData("A100", 39.4, true)]
    public void A_card_of_another_size_is_another_card(string name, double gibibytes, bool fits) =>
        Assert.Equal(fits, DeviceWords.Of(name).FitsMemory(gibibytes * (1L << 30)));

    [Theory]
    [InlineData("bf16-gemm-best", "H100 80GB SXM", 0.05)]
    [InlineData("bf16-gemm-best", "NVIDIA GeForce RTX 4090", 0.10)]
    [InlineData("fp32-gemm-best", "H100 80GB SXM", 0.10)]
    [InlineData("memory-bandwidth-copy", "H100 80GB SXM", 0.08)]
    public void Only_16_bit_products_of_data_centres_have_a_narrow_band(string quantity, string device, double floor) =>
        Assert.Equal(floor, QuantityKind.Of(quantity, device)!.Floor);

    [Fact]
    public void Of_two_runs_nothing_is_learned() => Assert.Empty(
        LearnedBound.Of(Enumerable.Range(0, 2).Select(day => HistoryRun.Of(day)).SelectMany(run => Observation.Of(run))));
}
