using System.Text;
using StackBench.Exchange.Import;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Exchange;

/// <summary>Small synthetic files in the forms that the tools write.</summary>
internal static class ImporterExamples
{
    public const string Llama = """
        {"build_commit": "08d0baa", "cpu_info": "AMD EPYC 9B45", "gpu_info": "", "backends": "CPU", "model_filename": "m.gguf", "model_type": "llama 7B Q4_0", "n_batch": 2048, "n_threads": 2, "n_gpu_layers": 0, "n_prompt": 512, "n_gen": 0, "n_depth": 0, "test_time": "2026-11-20T10:00:00Z", "avg_ns": 2000000000, "stddev_ns": 1000, "avg_ts": 256.0, "stddev_ts": 0.1, "samples_ns": [1990000000, 2010000000], "samples_ts": [257.3, 254.7]}
        {"build_commit": "08d0baa", "cpu_info": "AMD EPYC 9B45", "gpu_info": "", "backends": "CPU", "model_filename": "m.gguf", "model_type": "llama 7B Q4_0", "n_batch": 2048, "n_threads": 2, "n_gpu_layers": 0, "n_prompt": 0, "n_gen": 128, "n_depth": 0, "test_time": "2026-11-20T10:01:00Z", "avg_ns": 8000000000, "stddev_ns": 1000, "avg_ts": 16.0, "stddev_ts": 0.1, "samples_ns": [8000000000], "samples_ts": [16.0]}
        """;

    public const string Hyperfine =
        """{"results": [{"command": "sleep 0.1", "mean": 0.2, "stddev": 0.1, "median": 0.2, "user": 0.0, "system": 0.0, "min": 0.1, "max": 0.3, "times": [0.1, 0.2, 0.3], "exit_codes": [0, 0, 0]}]}""";

    public const string Google = """
        {"context": {"date": "2026-11-20T10:00:00+01:00", "host_name": "lab", "num_cpus": 2, "library_version": "v1.9", "library_build_type": "release"},
         "benchmarks": [
          {"name": "BM_copy/8", "run_name": "BM_copy/8", "run_type": "iteration", "repetition_index": 0, "iterations": 10, "real_time": 2.0, "cpu_time": 2.0, "time_unit": "us", "bytes_per_second": 4e9},
          {"name": "BM_copy/8", "run_name": "BM_copy/8", "run_type": "iteration", "repetition_index": 1, "iterations": 10, "real_time": 4.0, "cpu_time": 4.0, "time_unit": "us", "bytes_per_second": 2e9},
          {"name": "BM_copy/8_mean", "run_name": "BM_copy/8", "run_type": "aggregate", "real_time": 3.0, "cpu_time": 3.0, "time_unit": "us"},
          {"name": "BM_bad", "run_name": "BM_bad", "run_type": "iteration", "error_occurred": true, "error_message": "no device", "real_time": 0, "cpu_time": 0, "time_unit": "ns"}]}
        """;

    public const string Vllm = """
        {"date": "20261120-100000", "backend": "vllm", "model_id": "tiny", "num_prompts": 100, "request_rate": "inf", "max_concurrency": 8, "duration": 10.0, "completed": 98,
         "request_throughput": 9.8, "output_throughput": 1250.5, "total_token_throughput": 2500.0, "mean_ttft_ms": 25.0, "median_ttft_ms": 20.0, "std_ttft_ms": 5.0, "p99_ttft_ms": 90.0, "request_goodput": null}
        """;

    public const string Nvbandwidth = """
        {"nvbandwidth": {"CUDA Runtime Version": 12040, "Driver Version": "550.54.15", "git_version": "v0.6", "testcases": [
          {"name": "device_to_device_memcpy_read_ce", "status": "Passed", "bandwidth_matrix": [["N/A", "276.07"], ["276.14", "N/A"]], "sum": 552.2},
          {"name": "device_local_copy", "status": "Waived"}, {"name": "host_to_device_memcpy_sm", "status": "Error"}]}}
        """;

    public const string StreamTable = """
        -------------------------------------------------------------
        Function    Best Rate MB/s  Avg time     Min time     Max time
        Copy:           83100.5     0.001930     0.001925     0.001950
        Triad:          69900.0     0.003440     0.003433     0.003460
        -------------------------------------------------------------
        Solution Validates: avg error less than 1.000000e-13 on all three arrays
        """;

    public const string Babel = """
        BabelStream
        Version: 5.0
        Function    MiBytes/sec Min (sec)   Max         Average
        Copy        1000.0      0.00067     0.00070     0.00068
        Dot         2000.0      0.00033     0.00035     0.00034
        """;

    public const string Nccl = """
        # nThread 1 nGpus 2 minBytes 8 maxBytes 128M
        #       size         count      type   redop    root     time   algbw   busbw #wrong     time   algbw   busbw #wrong
        #        (B)    (elements)                               (us)  (GB/s)  (GB/s)            (us)  (GB/s)  (GB/s)
                   8             2     float     sum      -1    10.50    0.00    0.00      0    10.40    0.00    0.00      0
           134217728      33554432     float     sum      -1   1000.0  134.22  134.22      0   1010.0  132.89  132.89      3
        # Avg bus bandwidth    : 66.0
        """;

    public const string Rusty = """
        loading torch ...
        warning: something { odd
        ---BENCHMARK_RESULTS_START---
        {"name": "memory-bandwidth", "success": true, "execution_time_ms": 900, "metrics": {"hbm_peak_gb_s": 800.0, "system_peak_gb_s": 50.0, "hbm_ratio": 16.0, "hbm_samples_gbps": [790.0, 800.0]}, "errors": []}
        """;

    public const string RustyAll = """
        [{"name": "gemm", "success": true, "execution_time_ms": 1, "metrics": {"mode": "degraded", "fp16_peak_gflops": 0.0}, "errors": ["GPU probe timed out"]},
         {"name": "tensor-core", "success": true, "execution_time_ms": 1, "metrics": {"fp16_tflops": 90.5, "tf32_tflops": 0.0}, "errors": []},
         {"name": "vllm", "success": false, "execution_time_ms": 1, "metrics": {}, "errors": ["no model"]}]
        """;

    public const string LlamaSql = """
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

    public const string ClpeakTree = """
        {"schema": "clpeak/run", "format_version": 3, "clpeak_version": "3.0.0", "generated_at": "2026-08-29T14:03:11Z",
         "devices": [{"backend": "CUDA", "platform": "CUDA", "name": "RTX 5060", "device_index": 0, "tests": [
          {"id": "gemm", "variant": "sm_120", "quantity": "flops", "unit": "TFLOPS", "scale": 1e12, "metrics": [{"id": "fp32", "value": 90.5}, {"id": "int8", "value": 90.5, "quantity": "ops"}, {"id": "fp4", "status": "unsupported", "reason": "no fp4"}]},
          {"id": "latency", "quantity": "seconds", "unit": "us", "scale": 1e-6, "metrics": [{"id": "dispatch", "value": 8}, {"id": "roundtrip", "status": "error", "reason": "lost"}]}]}]}
        """;

    public const string ClpeakFlat =
        """{"format_version":2,"clpeak_version":"2.0.13","os":"Linux","entries":[{"backend":"OpenCL","category":"bandwidth","test":"global","metric":"float2","unit":"gbps","value":355.5,"device":"GPU "},{"backend":"OpenCL","category":"bandwidth","test":"map","metric":"unmap","unit":"gbps","value":0,"device":"GPU"}]}""";

    public const string ClpeakDocument = """
        <?xml version="1.0" encoding="utf-8"?>
        <clpeak format_version="2" clpeak_version="2.0.12" os="Linux x64">
          <run backend="ROCm" platform="ROCm" device="MI300X" driver="7.2"><category name="fp_compute">
            <test name="sp" unit="gflops"><metric name="float">130369.75</metric><metric name="half" status="unsupported" reason="none here"/></test>
          </category></run>
        </clpeak>
        """;

    public const string TransferBench = """
        TransferBench v1.60
        Test#,Transfer#,NumBytes,Src,Exe,Dst,CUs,BW(GB/s),Time(ms),SrcAddr,DstAddr
        1,0,67108864,G0,G0,G1,4,50.5,1.328,0x7f00,0x7f01
        1,ALL,67108864,ALL,ALL,ALL,ALL,48.0,1.398,ALL,ALL
        """;

    public static ImportSource Source(string text) => new("in.txt", Encoding.UTF8.GetBytes(text), ExampleRun.Start);
}
