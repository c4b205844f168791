using StackBench.Core.Results;
using StackBench.Exchange.Import;
using static StackBench.Tests.Exchange.ImporterExamples;

namespace StackBench.Tests.Exchange;

/// <summary>How numbers of other tools are read, and which of them are evidence of their own.</summary>
public sealed class ImportedNumberTests
{
    [Theory]
    [InlineData("1.6e+05", 1.6e14)]
    [InlineData("\"1.6e+05 GFLOPS\"", 1.6e14)]
    [InlineData("12345.5", 1.23455e13)]
    public void Rates_of_rvs_keep_their_exponent(string number, double value)
    {
        var text = $$"""{"gst": [{"gpu_id": "1", "gflops": {{number}}, "pass": "true"}]}""";
        Assert.Equal(value, Assert.Single(Read(text).Results).Headline!.Value, 1.0);
    }

    [Fact]
    public void A_negative_rate_of_rvs_is_not_measured() =>
        Assert.IsType<Skipped>(Assert.Single(Read("""{"gst": [{"gpu_id": "1", "gflops": -5, "pass": "true"}]}""").Results).Outcome);

    [Theory]
    [InlineData("ns", 730e-9)]
    [InlineData("us", 730e-6)]
    public void Latencies_of_nvbandwidth_have_the_unit_of_their_heading(string unit, double value)
    {
        var printed = $"nvbandwidth Version: v0.8\nRunning host_device_latency_sm.\nmemory latency SM CPU(row) <-> GPU(column) ({unit})\n"
            + "           0\n 0    730.0\n\nSUM host_device_latency_sm 730.0\n";
        var json = $$$"""
            {"nvbandwidth": {"testcases": [{"name": "host_device_latency_sm", "status": "Passed",
             "bandwidth_description": "memory latency SM CPU(row) <-> GPU(column) ({{{unit}}})", "bandwidth_matrix": [["730.0"]]}]}}
            """;
        foreach (var text in (string[])[printed, json])
        {
            var headline = Assert.Single(Read(text).Results).Headline!;
            Assert.Equal(("latency", value), (headline.Metric, Math.Round(headline.Value, 12)));
        }
    }

    /// <summary>A coefficient of variation of nothing says nothing of the time.</summary>
    [Fact]
    public void A_number_that_is_not_used_does_not_discard_a_benchmark()
    {
        var text = """
            {"context": {"library_build_type": "release"}, "benchmarks": [
             {"name": "BM", "run_name": "BM", "run_type": "iteration", "real_time": 2.0, "time_unit": "us", "items_per_second": NaN},
             {"name": "BM_cv", "run_name": "BM", "run_type": "aggregate", "aggregate_name": "cv", "real_time": NaN, "time_unit": "us"},
             {"name": "BN", "run_name": "BN", "run_type": "iteration", "real_time": NaN, "time_unit": "us"}]}
            """;
        var results = Read(text).Results;
        Assert.Equal(2e-6, Assert.Single(Assert.IsType<Ok>(results[0].Outcome).Metrics).Value, 12);
        Assert.Contains("NaN", Assert.IsType<Skipped>(results[1].Outcome).Reason, StringComparison.Ordinal);
    }

    /// <summary>The first repetition of an unchanged machine can be slow; a mean of it would be a regression.</summary>
    [Fact]
    public void Of_repetitions_of_llama_bench_the_median_counts()
    {
        var result = Assert.Single(Read(Llama(", \"samples_ns\": [6880000, 1020000, 990000], \"samples_ts\": [74.4, 502, 517]")).Results);
        var metrics = Assert.IsType<Ok>(result.Outcome).Metrics;
        Assert.Equal([("token-rate", 502.0), ("call-time", 0.00102)],
            metrics.Select(metric => (metric.Metric, Math.Round(metric.Value, 9))));
    }

    [Fact]
    public void A_mean_of_llama_bench_is_a_metric_of_its_own() => Assert.Equal(["mean-token-rate", "mean-call-time"],
        Assert.IsType<Ok>(Assert.Single(Read(Llama("")).Results).Outcome).Metrics.Select(metric => metric.Metric));

    /// <summary>Cycles of one process are samples; processes that each say what they are, are launches.</summary>
    [Fact]
    public void Cycles_of_one_process_are_one_launch()
    {
        var cycles = File.ReadAllText(Path.Combine(ImportFormsTests.Folder(), "rccl-cycles.txt"));
        var one = Assert.Single(Read(cycles).Results);
        var launch = Assert.Single(one.Launches);
        Assert.Equal((1, 3), (launch.Number, launch.Samples.Length));
        Assert.Null(one.Headline!.Interval);
        Assert.Equal(one.Headline.Value, launch.Values["bus-bandwidth"]);

        var many = Assert.Single(Read(string.Concat(Enumerable.Repeat(cycles, 6))).Results);
        Assert.Equal([1, 2, 3, 4, 5, 6], many.Launches.Select(each => each.Number));
        Assert.NotNull(many.Headline!.Interval);
    }

    [Fact]
    public void Ranks_and_backends_are_no_part_of_the_gpus_name()
    {
        var cycles = File.ReadAllText(Path.Combine(ImportFormsTests.Folder(), "rccl-cycles.txt"));
        Assert.Equal("AMD Instinct MI300X", Read(cycles).Fingerprint["gpu.name"]);
        Assert.Equal("RTX 5060", Read(ClpeakTree).Fingerprint["gpu.name"]);
    }

    [Theory]
    [InlineData("90th percentile latency (ns)", "p90-latency")]
    [InlineData("99.90 percentile latency (ns)", "p99.9-latency")]
    [InlineData("97.00 percentile latency (ns)", "p97-latency")]
    [InlineData("50.00 percentile latency (ns)", "median-latency")]
    public void Percentiles_of_LoadGen_have_names_of_one_kind(string line, string metric)
    {
        var text = "MLPerf Results Summary\nSUT name : host:8000\nScenario : Offline\nMode     : PerformanceOnly\n"
            + $"Samples per second: 12.5\nResult is : VALID\n{line} : 5000\n";
        var result = Assert.Single(Read(text).Results);
        Assert.Equal([("sample-rate"), metric], Assert.IsType<Ok>(result.Outcome).Metrics.Select(each => each.Metric));
        Assert.Equal("Offline host:8000", result.Workload);
    }

    [Fact]
    public void A_rate_of_zero_is_no_measurement()
    {
        var result = Assert.Single(
            Read("Function    Best Rate MB/s  Avg time     Min time     Max time\nCopy:  0.0  0.0314  0.03  0.04\n").Results);
        Assert.Contains("wrote 0", Assert.IsType<Skipped>(result.Outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_file_does_not_say_it_ran_on_is_no_cpu() => Assert.Equal("unknown", Assert.Single(Read(
        "function,num_times,n_elements,sizeof,max_mbytes_per_sec,min_runtime,max_runtime,avg_runtime\nCopy,100,33554432,8,905000,1,1,1\n")
        .Results).Device);

    private static Run Read(string text) => Assert.Single(Importers.Read(Source(text)).Runs);

    private static string Llama(string more) => "{\"n_prompt\": 512, \"n_gen\": 0, \"avg_ns\": 2963000, \"stddev_ns\": 1, "
        + $"\"avg_ts\": 172.8, \"stddev_ts\": 1, \"model_type\": \"llama 7B\"{more}}}";
}
