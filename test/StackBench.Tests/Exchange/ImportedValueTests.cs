using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Exchange.Import;
using static StackBench.Tests.Exchange.ImporterExamples;

namespace StackBench.Tests.Exchange;

/// <summary>Units, names and intervals of imported values.</summary>
public sealed class ImportedValueTests
{
    /// <summary>Units of clpeak's version 2; what is not known keeps its number without a unit.</summary>
    [Theory]
    [InlineData("gflops", "flop-rate", 2e9)]
    [InlineData("tflops", "flop-rate", 2e12)]
    [InlineData("gops", "operation-rate", 2e9)]
    [InlineData("TOPS", "operation-rate", 2e12)]
    [InlineData("gbps", "bandwidth", 2e9)]
    [InlineData("us", "latency", 2e-6)]
    [InlineData("ns", "latency", 2e-9)]
    [InlineData("ppm", "reading", 2)]
    public void Units_of_clpeak_become_unprefixed(string unit, string metric, double value)
    {
        var run = Importers.Read(Source(
            $$"""{"clpeak_version": "2", "entries": [{"backend": "b", "test": "t", "metric": "m", "unit": "{{unit}}", "value": 2}]}""")).Runs[0];
        var headline = Assert.Single(run.Results).Headline!;
        Assert.Equal((metric, value), (headline.Metric, Math.Round(headline.Value, 12)));
    }

    [Fact]
    public void A_transfer_keeps_its_time_in_seconds()
    {
        var metrics = Assert.IsType<Ok>(Importers.Read(Source(TransferBench)).Runs[0].Results[0].Outcome).Metrics;
        Assert.Equal(1.328e-3, metrics.Single(metric => metric.Metric == "call-time").Value, 12);
    }

    /// <summary>vLLM calls the end-to-end latency e2el.</summary>
    [Fact]
    public void Imported_tails_have_the_threshold_of_tails()
    {
        var text = Vllm.Replace("\"p99_ttft_ms\": 90.0", "\"p99_ttft_ms\": 90.0, \"p90_e2el_ms\": 400.0, \"p99_e2el_ms\": 500.0, "
            + "\"median_e2el_ms\": 300.0", StringComparison.Ordinal);
        var metrics =
            Assert.IsType<Ok>(Importers.Read(Source(text)).Runs[0].Results[0].Outcome).Metrics.Select(metric => metric.Metric).ToArray();
        Assert.Equal(["p99-ttft", "p90-e2el", "p99-e2el"],
            metrics.Where(metric => Thresholds.Default.Of(metric) == MetricDefinitions.TailThreshold));
        Assert.Contains("median-e2el", metrics);
    }

    /// <summary>Order statistics 2 and 9 of ten values cover the median with 1 - 2 (1 + 10) / 1024.</summary>
    [Fact]
    public void Times_of_processes_have_the_interval_of_their_median()
    {
        var times = string.Join(", ", Enumerable.Range(1, 10).Select(number => FormattableString.Invariant($"{number / 10.0}")));
        var interval = Importers.Read(
            Source(
                $$"""{"results": [{"command": "x", "stddev": 0, "times": [{{times}}]}]}""")).Runs[0].Results[0].Headline!.Interval!.Value;
        Assert.Equal((0.2, 0.9), (interval.Low, interval.High));
        Assert.Equal(1 - (2 * 11 / 1024.0), interval.Level, 12);
    }
}
