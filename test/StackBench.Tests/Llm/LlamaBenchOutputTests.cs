using StackBench.Llm.LlamaBench;

namespace StackBench.Tests.Llm;

public class LlamaBenchOutputTests
{
    /// <summary>Early 2024: flags for each backend, truth values, no depth, no devices.</summary>
    private const string Early = """
        {"build_commit": "e190f1fc", "build_number": 2506, "cuda": false, "opencl": false, "vulkan": false, "kompute": false, "metal": false, "sycl": false, "gpu_blas": false, "blas": false, "cpu_info": "AMD Ryzen", "gpu_info": "", "model_filename": "m.gguf", "model_type": "llama 7B Q4_0", "model_size": 3825065984, "model_n_params": 6738415616, "n_batch": 2048, "n_ubatch": 512, "n_threads": 8, "type_k": "f16", "type_v": "f16", "n_gpu_layers": 99, "split_mode": "layer", "main_gpu": 0, "no_kv_offload": false, "tensor_split": "0.00", "use_mmap": true, "embeddings": false, "n_prompt": 512, "n_gen": 0, "test_time": "2024-03-24T10:00:00Z", "avg_ns": 8000000000, "stddev_ns": 1, "avg_ts": 64.0, "stddev_ts": 0.1, "samples_ns": [ 8100000000, 7900000000 ],"samples_ts": [ 63.2, 64.8 ]}
        """;

    /// <summary>Middle of 2025: backends by name, depth, flash attention as truth value.</summary>
    private const string Middle = """
        {"build_commit": "adef8178", "build_number": 6144, "cpu_info": "AMD EPYC 9554", "gpu_info": "NVIDIA H100", "backends": "CUDA", "model_filename": "m.gguf", "model_type": "qwen2 1.5B Q8_0", "model_size": 1888128000, "model_n_params": 1776000000, "n_batch": 2048, "n_ubatch": 512, "n_threads": 64, "cpu_mask": "0x0", "cpu_strict": false, "poll": 50, "type_k": "f16", "type_v": "f16", "n_gpu_layers": 99, "split_mode": "layer", "main_gpu": 0, "no_kv_offload": false, "flash_attn": true, "tensor_split": "0.00", "tensor_buft_overrides": "none", "use_mmap": true, "embeddings": false, "no_op_offload": 0, "n_prompt": 0, "n_gen": 128, "n_depth": 4096, "test_time": "2025-08-13T10:00:00Z", "avg_ns": 400000000, "stddev_ns": 1, "avg_ts": 320.0, "stddev_ts": 0.1, "samples_ns": [ 400000000 ],"samples_ts": [ 320.0 ]}
        """;

    /// <summary>0.7.0, recorded: flash attention as number, devices, load mode.</summary>
    private const string Recent = """
        {"build_commit": "Debian", "build_number": 11669, "cpu_info": "AMD EPYC", "gpu_info": "", "backends": "CPU", "model_filename": "tiny.gguf", "model_type": "llama ?B Q8_0", "model_size": 175360, "model_n_params": 164160, "n_batch": 2048, "n_ubatch": 512, "n_threads": 2, "cpu_mask": "0x0", "cpu_strict": false, "poll": 50, "type_k": "f16", "type_v": "f16", "n_gpu_layers": 0, "n_cpu_moe": 0, "split_mode": "layer", "main_gpu": 0, "no_kv_offload": false, "flash_attn": -1, "devices": "none", "tensor_split": "0.00", "tensor_buft_overrides": "none", "load_mode": "auto", "lazy_mode": "auto", "embeddings": false, "no_op_offload": 0, "no_host": false, "repack": true, "fit_target": 0, "fit_min_ctx": 0, "n_prompt": 0, "n_gen": 16, "n_depth": 32, "test_time": "2026-11-24T15:29:35Z", "avg_ns": 44117555, "stddev_ns": 64839010, "avg_ts": 1647.999196, "stddev_ts": 1320.675564, "samples_ns": [ 118985399, 6234562, 7132705 ],"samples_ts": [ 134.47, 2566.34, 2243.19 ]}
        """;

    [Fact]
    public void Results_of_every_version_are_read_by_name()
    {
        var results = LlamaBenchOutput.Parse(string.Join('\n', Early, Middle, Recent));
        Assert.Equal([(512, 0, 0), (0, 128, 4096), (0, 16, 32)],
            results.Select(result => (result.PromptTokens, result.GeneratedTokens, result.Depth)));
        Assert.Equal([8.1, 7.9], results[0].Seconds, new Near());
        Assert.Equal([0.4], results[1].Seconds, new Near());
        Assert.Equal([0.118985399, 0.006234562, 0.007132705], results[2].Seconds, new Near());
        Assert.Equal([null, "true", "-1"], results.Select(result => result.FlashAttention));
        Assert.Equal([null, "CUDA", "CPU"], results.Select(result => result.Backends));
        Assert.Equal([null, null, "none"], results.Select(result => result.Devices));
        Assert.Equal([3825065984, 1888128000, 175360L], results.Select(result => result.ModelBytes!.Value));
    }

    [Fact]
    public void The_four_that_matter_are_enough_and_order_and_noise_do_no_harm()
    {
        var result = Assert.Single(LlamaBenchOutput.Parse("ggml_cuda_init: found 1 "
            + "device\n\n{\"samples_ns\":[5e6],\"future\":{\"x\":[1]},\"n_depth\":7,\"n_gen\":0,\"n_prompt\":3}\r\nbye"));
        Assert.Equal((3, 0, 7, 0.005), (result.PromptTokens, result.GeneratedTokens, result.Depth, result.Seconds[0]));
        Assert.Null(result.BuildNumber);
    }

    [Theory]
    [InlineData("{\"n_prompt\":1,\"n_gen\":0", "no complete JSON")]
    [InlineData("{\"n_gen\":0,\"samples_ns\":[1]}", "lacks n_prompt")]
    [InlineData("{\"n_prompt\":1,\"samples_ns\":[1]}", "lacks n_gen")]
    [InlineData("{\"n_prompt\":\"1\",\"n_gen\":0,\"samples_ns\":[1]}", "lacks n_prompt")]
    [InlineData("{\"n_prompt\":1,\"n_gen\":0,\"avg_ns\":5}", "lacks samples_ns")]
    [InlineData("{\"n_prompt\":1,\"n_gen\":0,\"samples_ns\":[]}", "lacks samples_ns")]
    [InlineData("{\"n_prompt\":1,\"n_gen\":0,\"samples_ns\":5}", "lacks samples_ns")]
    [InlineData("{\"n_prompt\":1,\"n_gen\":0,\"samples_ns\":[0]}", "not a positive number")]
    [InlineData("{\"n_prompt\":1,\"n_gen\":0,\"samples_ns\":[-4]}", "not a positive number")]
    [InlineData("{\"n_prompt\":1,\"n_gen\":0,\"samples_ns\":[\"4\"]}", "not a positive number")]
    [InlineData("{\"n_prompt\":1,\"n_gen\":0,\"samples_ns\":[1e999]}", "not a positive number")]
    public void A_result_that_lacks_what_matters_is_an_error(string line, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => LlamaBenchOutput.Parse(line)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("version: 0.7.0 (build 11669, commit Debian)\nbuilt with GNU", "0.7.0 (build 11669, commit Debian)")]
    [InlineData("load_backend: loaded\nversion: 4589 (eb7cf15a)\n", "4589 (eb7cf15a)")]
    [InlineData("error: invalid parameter for argument: --version", null)]
    public void The_version_is_that_it_tells(string output, string? version) => Assert.Equal(version, LlamaBenchVersion.Of(output));

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-12;

        public int GetHashCode(double obj) => 0;
    }
}
