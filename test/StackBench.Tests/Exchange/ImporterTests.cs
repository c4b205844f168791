using System.Text;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Exchange.Import;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Exchange;

/// <summary>Small synthetic files in the forms that the tools write.</summary>
public sealed class ImporterTests
{
    private static readonly Lazy<Task<NJsonSchema.JsonSchema>> Schema =
        new(() => NJsonSchema.JsonSchema.FromJsonAsync(File.ReadAllText(RepositoryFile.Path("docs/run.schema.json"))));

    private const string Llama = """
        {"build_commit": "08d0baa", "cpu_info": "AMD EPYC 9B45", "gpu_info": "", "backends": "CPU", "model_filename": "m.gguf", "model_type": "llama 7B Q4_0", "n_batch": 2048, "n_threads": 2, "n_gpu_layers": 0, "n_prompt": 512, "n_gen": 0, "n_depth": 0, "test_time": "2026-11-20T10:00:00Z", "avg_ns": 2000000000, "stddev_ns": 1000, "avg_ts": 256.0, "stddev_ts": 0.1, "samples_ns": [1990000000, 2010000000], "samples_ts": [257.3, 254.7]}
        {"build_commit": "08d0baa", "cpu_info": "AMD EPYC 9B45", "gpu_info": "", "backends": "CPU", "model_filename": "m.gguf", "model_type": "llama 7B Q4_0", "n_batch": 2048, "n_threads": 2, "n_gpu_layers": 0, "n_prompt": 0, "n_gen": 128, "n_depth": 0, "test_time": "2026-11-20T10:01:00Z", "avg_ns": 8000000000, "stddev_ns": 1000, "avg_ts": 16.0, "stddev_ts": 0.1, "samples_ns": [8000000000], "samples_ts": [16.0]}
        """;

    private const string Hyperfine =
        """{"results": [{"command": "sleep 0.1", "mean": 0.2, "stddev": 0.1, "median": 0.2, "user": 0.0, "system": 0.0, "min": 0.1, "max": 0.3, "times": [0.1, 0.2, 0.3], "exit_codes": [0, 0, 0]}]}""";

    private const string Google = """
        {"context": {"date": "2026-11-20T10:00:00+01:00", "host_name": "lab", "num_cpus": 2, "library_version": "v1.9", "library_build_type": "release"},
         "benchmarks": [
          {"name": "BM_copy/8", "run_name": "BM_copy/8", "run_type": "iteration", "repetition_index": 0, "iterations": 10, "real_time": 2.0, "cpu_time": 2.0, "time_unit": "us", "bytes_per_second": 4e9},
          {"name": "BM_copy/8", "run_name": "BM_copy/8", "run_type": "iteration", "repetition_index": 1, "iterations": 10, "real_time": 4.0, "cpu_time": 4.0, "time_unit": "us", "bytes_per_second": 2e9},
          {"name": "BM_copy/8_mean", "run_name": "BM_copy/8", "run_type": "aggregate", "real_time": 3.0, "cpu_time": 3.0, "time_unit": "us"},
          {"name": "BM_bad", "run_name": "BM_bad", "run_type": "iteration", "error_occurred": true, "error_message": "no device", "real_time": 0, "cpu_time": 0, "time_unit": "ns"}]}
        """;

    private const string Vllm = """
        {"date": "20261120-100000", "backend": "vllm", "model_id": "tiny", "num_prompts": 100, "request_rate": "inf", "max_concurrency": 8, "duration": 10.0, "completed": 98,
         "request_throughput": 9.8, "output_throughput": 1250.5, "total_token_throughput": 2500.0, "mean_ttft_ms": 25.0, "median_ttft_ms": 20.0, "std_ttft_ms": 5.0, "p99_ttft_ms": 90.0, "request_goodput": null}
        """;

    private const string Nvbandwidth = """
        {"nvbandwidth": {"CUDA Runtime Version": 12040, "Driver Version": "550.54.15", "git_version": "v0.6", "testcases": [
          {"name": "device_to_device_memcpy_read_ce", "status": "Passed", "bandwidth_matrix": [["N/A", "276.07"], ["276.14", "N/A"]], "sum": 552.2},
          {"name": "device_local_copy", "status": "Waived"}, {"name": "host_to_device_memcpy_sm", "status": "Error"}]}}
        """;

    private const string Stream = """
        -------------------------------------------------------------
        Function    Best Rate MB/s  Avg time     Min time     Max time
        Copy:           83100.5     0.001930     0.001925     0.001950
        Triad:          69900.0     0.003440     0.003433     0.003460
        -------------------------------------------------------------
        Solution Validates: avg error less than 1.000000e-13 on all three arrays
        """;

    private const string Babel = """
        BabelStream
        Version: 5.0
        Function    MiBytes/sec Min (sec)   Max         Average
        Copy        1000.0      0.00067     0.00070     0.00068
        Dot         2000.0      0.00033     0.00035     0.00034
        """;

    private const string Nccl = """
        # nThread 1 nGpus 2 minBytes 8 maxBytes 128M
        #       size         count      type   redop    root     time   algbw   busbw #wrong     time   algbw   busbw #wrong
        #        (B)    (elements)                               (us)  (GB/s)  (GB/s)            (us)  (GB/s)  (GB/s)
                   8             2     float     sum      -1    10.50    0.00    0.00      0    10.40    0.00    0.00      0
           134217728      33554432     float     sum      -1   1000.0  134.22  134.22      0   1010.0  132.89  132.89      3
        # Avg bus bandwidth    : 66.0
        """;

    private const string Rusty = """
        loading torch ...
        warning: something { odd
        ---BENCHMARK_RESULTS_START---
        {"name": "memory-bandwidth", "success": true, "execution_time_ms": 900, "metrics": {"hbm_peak_gb_s": 800.0, "system_peak_gb_s": 50.0, "hbm_ratio": 16.0, "hbm_samples_gbps": [790.0, 800.0]}, "errors": []}
        """;

    private const string RustyAll = """
        [{"name": "gemm", "success": true, "execution_time_ms": 1, "metrics": {"mode": "degraded", "fp16_peak_gflops": 0.0}, "errors": ["GPU probe timed out"]},
         {"name": "tensor-core", "success": true, "execution_time_ms": 1, "metrics": {"fp16_tflops": 90.5, "tf32_tflops": 0.0}, "errors": []},
         {"name": "vllm", "success": false, "execution_time_ms": 1, "metrics": {}, "errors": ["no model"]}]
        """;

    private const string LlamaSql = """
        CREATE TABLE IF NOT EXISTS llama_bench (
          build_commit TEXT,
          cpu_info TEXT,
          model_type TEXT,
          n_threads INTEGER,
          n_batch INTEGER,
          n_gpu_layers INTEGER,
          n_prompt INTEGER,
          n_gen INTEGER,
          avg_ns INTEGER,
          avg_ts REAL
        );

        INSERT INTO llama_bench (build_commit, cpu_info, model_type, n_threads, n_batch, n_gpu_layers, n_prompt, n_gen, avg_ns, avg_ts) VALUES ('0815', 'it''s (a) CPU', 'llama 7B', '2', '512', '0', '512', '0', '2000000000', '256.000000');
        """;

    private const string ClpeakTree = """
        {"schema": "clpeak/run", "format_version": 3, "clpeak_version": "3.0.0", "generated_at": "2026-08-29T14:03:11Z",
         "devices": [{"backend": "CUDA", "platform": "CUDA", "name": "RTX 5060", "device_index": 0, "tests": [
          {"id": "gemm", "variant": "sm_120", "quantity": "flops", "unit": "TFLOPS", "scale": 1e12, "metrics": [{"id": "fp32", "value": 90.5}, {"id": "int8", "value": 90.5, "quantity": "ops"}, {"id": "fp4", "status": "unsupported", "reason": "no fp4"}]},
          {"id": "latency", "quantity": "seconds", "unit": "us", "scale": 1e-6, "metrics": [{"id": "dispatch", "value": 8}, {"id": "roundtrip", "status": "error", "reason": "lost"}]}]}]}
        """;

    private const string ClpeakFlat =
        """{"format_version":2,"clpeak_version":"2.0.13","os":"Linux","entries":[{"backend":"OpenCL","category":"bandwidth","test":"global","metric":"float2","unit":"gbps","value":355.5,"device":"GPU "},{"backend":"OpenCL","category":"bandwidth","test":"map","metric":"unmap","unit":"gbps","value":0,"device":"GPU"}]}""";

    private const string ClpeakXml = """
        <?xml version="1.0" encoding="utf-8"?>
        <clpeak format_version="2" clpeak_version="2.0.12" os="Linux x64">
          <run backend="ROCm" platform="ROCm" device="MI300X" driver="7.2"><category name="fp_compute">
            <test name="sp" unit="gflops"><metric name="float">130369.75</metric><metric name="half" status="unsupported" reason="none here"/></test>
          </category></run>
        </clpeak>
        """;

    private const string TransferBench = """
        TransferBench v1.60
        Test#,Transfer#,NumBytes,Src,Exe,Dst,CUs,BW(GB/s),Time(ms),SrcAddr,DstAddr
        1,0,67108864,G0,G0,G1,4,50.5,1.328,0x7f00,0x7f01
        1,ALL,67108864,ALL,ALL,ALL,ALL,48.0,1.398,ALL,ALL
        """;

    /// <summary>Format, text, and what becomes of it: key, then the headline in unprefixed units or the outcome.</summary>
    public static TheoryData<string, string, string[]> Files { get; } = new()
    {
        { "llama-bench", Llama, ["llama-bench/llama 7B Q4_0 pp512 t2 ngl0 b2048@cpu:llama-bench "
            + "token-rate 256 2 samples", "llama-bench/llama 7B Q4_0 tg128 t2 ngl0 b2048@cpu:llama-bench token-rate 16 1 samples"] },
        { "llama-bench", LlamaSql, ["llama-bench/llama 7B pp512 t2 ngl0 b512@cpu:llama-bench token-rate 256 0 samples"] },
        {
            "clpeak", ClpeakTree,
            [
                "clpeak/gemm@sm_120 fp32@RTX 5060 (CUDA 0):clpeak flop-rate 90500000000000 0 samples",
                "clpeak/gemm@sm_120 int8@RTX 5060 (CUDA 0):clpeak operation-rate 90500000000000 0 samples",
                "clpeak/gemm@sm_120 fp4@RTX 5060 (CUDA 0):clpeak Skipped clpeak: no fp4",
                "clpeak/latency dispatch@RTX 5060 (CUDA 0):clpeak latency 8E-06 0 samples",
                "clpeak/latency roundtrip@RTX 5060 (CUDA 0):clpeak Failed lost",
            ]
        },
        { "clpeak", ClpeakFlat, ["clpeak/global float2@GPU (OpenCL):clpeak "
            + "bandwidth 355500000000 0 samples", "clpeak/map unmap@GPU (OpenCL):clpeak Skipped clpeak: below its resolution"] },
        { "clpeak", ClpeakXml, ["clpeak/sp float@MI300X (ROCm):clpeak flop-rate "
            + "130369750000000 0 samples", "clpeak/sp half@MI300X (ROCm):clpeak Skipped clpeak: none here"] },
        { "transferbench", TransferBench,
            ["transferbench/test 1 0: G0 -> G0 -> G1, 4 units, 67108864 B@gpu:transferbench bandwidth 50500000000 0 samples",
                "transferbench/test 1 ALL: ALL -> ALL -> ALL, ALL units, 67108864 B@gpu:transferbench bandwidth 48000000000 0 samples"]},
        { "hyperfine", Hyperfine, ["command/sleep 0.1@cpu:hyperfine call-time 0.2 3 samples"] },
        { "google-benchmark", Google, ["google-benchmark/BM_copy/8@cpu:google-benchmark "
            + "call-time 3E-06 2 samples", "google-benchmark/BM_bad@cpu:google-benchmark Failed no device"] },
        { "vllm", Vllm, ["llm-serve/tiny rate inf concurrency 8 prompts 100@server:vllm token-rate 1250.5 0 samples requests-failed"] },
        {
            "nvbandwidth", Nvbandwidth,
            [
                "nvbandwidth/device_to_device_memcpy_read_ce [0,1]@gpu:nvbandwidth bandwidth 276070000000 0 samples",
                "nvbandwidth/device_to_device_memcpy_read_ce [1,0]@gpu:nvbandwidth bandwidth 276140000000 0 samples",
                "nvbandwidth/device_local_copy@gpu:nvbandwidth Skipped nvbandwidth: Waived",
                "nvbandwidth/host_to_device_memcpy_sm@gpu:nvbandwidth Failed nvbandwidth: Error",
            ]
        },
        { "stream", Stream, ["stream/copy@cpu:stream "
            + "bandwidth-best 83100500000 0 samples", "stream/triad@cpu:stream bandwidth-best 69900000000 0 samples"] },
        { "stream", Babel, ["babelstream/copy@cpu:stream "
            + "bandwidth-best 1048576000 0 samples", "babelstream/dot@cpu:stream bandwidth-best 2097152000 0 samples"] },
        {
            "nccl-tests", Nccl,
            [
                "collective/8 B float sum out of place@gpu:nccl-tests call-time 1.05E-05 0 samples",
                "collective/8 B float sum in place@gpu:nccl-tests call-time 1.04E-05 0 samples",
                "collective/134217728 B float sum out of place@gpu:nccl-tests bus-bandwidth 134220000000 0 samples",
                "collective/134217728 B float sum in place@gpu:nccl-tests Failed 3 wrong values",
            ]
        },
        { "rusty-stack", Rusty,
            ["memory-bandwidth/hbm_peak_gb_s@gpu:rusty-stack bandwidth 800000000000 0 samples",
                "memory-bandwidth/system_peak_gb_s@gpu:rusty-stack bandwidth 25000000000 0 samples corrected"]},
        {
            "rusty-stack", RustyAll,
            [
                "gemm/fp16_peak_gflops@gpu:rusty-stack Skipped Rusty Stack ran degraded: GPU probe timed out",
                "tensor-core/fp16_tflops@gpu:rusty-stack flop-rate 90500000000000 0 samples",
                "tensor-core/tf32_tflops@gpu:rusty-stack Skipped Rusty Stack wrote 0, which stands for not measured",
                "vllm/all@gpu:rusty-stack Failed no model",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_is_recognised_and_read_into_a_valid_document(string format, string text, string[] expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var source = Source(text);
        Assert.Equal(format, Importers.All.First(importer => importer.Recognizes(source)).Name);
        var run = Importers.Read(source).Runs.Single();
        Assert.Equal(expected, run.Results.Select(Described));
        Assert.Equal(format, run.Fingerprint["import.format"]);
        Assert.Equal($"imported {format}", run.Label);
        Assert.Equal(run.Id, Importers.Read(source).Runs.Single().Id);
        var document = RunDocument.Write(run);
        Assert.Equal(document, RunDocument.Write(RunDocument.Read(document, "again")));
        Assert.Empty((await Schema.Value).Validate(Encoding.UTF8.GetString(document)));
    }

    [Theory]
    [InlineData("", "in.txt: unknown format")]
    [InlineData("{\"results\": [{\"command\": \"x\", \"stddev\": 0, \"times\": [0.1, \"a\"]}]}",
        "in.txt, $.results[0].times[1]: not a finite number")]
    [InlineData("{\"results\": [{\"command\": \"x\", \"stddev\": 0, \"times\": [1e999]}]}",
        "in.txt, $.results[0].times[0]: not a finite number")]
    [InlineData("{\"results\": [], \"command\": 1, \"stddev\": 0}", "in.txt: holds no result")]
    [InlineData("{\"n_prompt\": 1, \"avg_ns\": 5, \"model_type\": \"m\"}", "in.txt, $: 'n_gen' is missing")]
    [InlineData("{\"n_prompt\": 1, \"avg_ns\": 5,", "in.txt, line 1: ")]
    [InlineData("Function    Best Rate MB/s  Avg time\nCopy:  1 2 x 4", "in.txt, line 2: 'x' is not a number")]
    [InlineData("Function    Best Rate MB/s  Avg time\n", "in.txt: holds no result")]
    [InlineData("<clpeak><run backend=\"a\" device=\"b\"><test name=\"t\">\n<metric name=\"m\">x</metric></test></run></clpeak>",
        "in.txt, line 2: not a finite number")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><clpeak>&b;</clpeak>", "in.txt: For security reasons")]
    [InlineData("{\"clpeak_version\": \"1\", \"entries\": [{\"backend\": \"a\"}]}", "in.txt, $.entries[0]: 'test' is missing")]
    [InlineData("Test#,Transfer#,NumBytes,Src,Exe,Dst,CUs,BW(GB/s),Time(ms)\n1,0,4,G0,G0,G1,4,nan,1",
        "in.txt, line 2: 'nan' is not a number")]
    [InlineData("INSERT INTO x (n_prompt, avg_ns) VALUES ('1');", "in.txt, line 1: INSERT has 1 values for 2 columns")]
    [InlineData("# algbw busbw\n 8 2 float", "in.txt: holds no table")]
    [InlineData("{\"schemaVersion\": 99, \"fingerprint\": {}}", "in.txt: written by a newer StackBench")]
    [InlineData("{\"schemaVersion\": 1, \"fingerprint\": {}", "in.txt: line 1, byte")]
    [InlineData("x\ny\n---BENCHMARK_RESULTS_START---\n{\"execution_time_ms\": 1, \"metrics\": }", "in.txt, line 4: ")]
    public void What_is_invalid_is_refused_with_file_position_and_reason(string text, string begin)
    {
        var exception = Assert.Throws<ImportException>(() => Importers.Read(Source(text)));
        Assert.StartsWith(begin, exception.Message, StringComparison.Ordinal);
    }

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

    [Fact]
    public void Own_documents_come_back_without_loss()
    {
        var document = RunDocument.Write(ExampleRun.Full, isIndented: true);
        Assert.Equal(
            document, RunDocument.Write(
                Importers.Read(new ImportSource("run.json", document, ExampleRun.Start)).Runs.Single(), isIndented: true));
    }

    [Fact]
    public void A_last_record_that_is_cut_is_named_and_the_others_are_kept()
    {
        var file = Importers.Read(Source(Llama + "\n{\"n_prompt\": 1,"));
        Assert.Equal(2, file.Runs.Single().Results.Length);
        Assert.Equal([new LeftOut("line 3", "the last record is cut", IsRefused: true)], file.Left);
    }

    private static ImportSource Source(string text) => new("in.txt", Encoding.UTF8.GetBytes(text), ExampleRun.Start);

    private static string Described(BenchmarkResult result) => result.Outcome switch
    {
        Ok ok =>
            FormattableString.Invariant($"{result.Key} {result.Headline!.Metric} {Math.Round(result.Headline.Value,
                9)} {result.Launches.Sum(launch => launch.Samples.Length)} samples {string.Join(' ', ok.Notes
                .Select(note => note.Code))}")
                .TrimEnd(),
        Skipped skipped => $"{result.Key} Skipped {skipped.Reason}",
        Failed failed => $"{result.Key} Failed {failed.Reason}",
        _ => result.Key.ToString(),
    };
}
