using StackBench.Core.Workloads;
using StackBench.Protocol;

namespace StackBench.Tests.Worker.Libtorch;

/// <summary>The operations of the real library in a real worker.</summary>
public sealed class OperationTests : IClassFixture<LibtorchWorker>
{
    private readonly LibtorchWorker _worker;

    public OperationTests(LibtorchWorker worker)
    {
        _worker = worker;
        worker.RequireLibtorch();
    }

    [Fact]
    public void Ready_tells_the_version_and_what_steers_the_library()
    {
        var ready = Assert.IsType<Ready>(_worker.Hello());

        Assert.Equal("libtorch", ready.Engine);
        Assert.Equal("2.10.0", ready.Version);
        Assert.Equal("nuget", ready.Software["libtorch-folder"]);
        Assert.True(int.Parse(ready.Software["libtorch-threads"], System.Globalization.CultureInfo.InvariantCulture) >= 1);
        Assert.Equal(["gemm", "conv2d", "attention"], ready.Ops);
        Assert.Equal("cpu", Assert.Single(ready.Devices).Id);
    }

    [Theory]
    [InlineData("fp64", "nn", 1e-13)]
    [InlineData("fp32", "nn", 1e-5)]
    [InlineData("fp32", "nt", 1e-5)]
    [InlineData("bf16", "nn", 0.01)]
    [InlineData("bf16", "nt", 0.01)]
    [InlineData("fp16", "nn", 0.001)]
    [InlineData("int8", "nn", 0)]
    public void A_matrix_product_agrees_with_its_reference_in_every_type(string dtype, string layout, double largestTolerance)
    {
        var (prepared, samples) = _worker.Run("gemm", Gemm(48, 40, 56, dtype).With("layout", layout));

        AssertChecked(prepared, largestTolerance);
        Assert.StartsWith(dtype == "int8" ? "at::_int_mm_out" : "at::mm_out", prepared.Backend, StringComparison.Ordinal);
        Assert.Equal(2, samples.Seconds.Count);
        Assert.All(samples.Seconds, seconds => Assert.True(seconds > 0));
        Assert.True(samples.EndSeconds > samples.BeginSeconds);
        Assert.Null(samples.Extra);
    }

    [Fact]
    public void A_matrix_product_too_large_for_a_full_check_is_sampled() =>
        AssertChecked(_worker.Run("gemm", Gemm(300, 200, 100, "fp32")).Prepared, 1e-5);

    [Fact]
    public void Held_memory_is_that_of_the_three_matrices() =>
        Assert.Equal((48 * 56) + (56 * 40) + (4 * 48 * 40), _worker.Run("gemm", Gemm(48, 40, 56, "int8")).Prepared.Bytes);

    [Theory]
    [InlineData("fp32", "nchw", 1e-4)]
    [InlineData("fp32", "nhwc", 1e-4)]
    [InlineData("fp64", "nchw", 1e-12)]
    [InlineData("bf16", "nhwc", 0.01)]
    [InlineData("fp16", "nchw", 0.01)]
    public void A_convolution_agrees_with_its_reference(string dtype, string layout, double largestTolerance)
    {
        var parameters = Parameters.Of(
            ("n", 2), ("c", 5), ("h", 13), ("w", 11), ("k", 7), ("r", 3), ("s", 5), ("stride", 2), ("pad", 1), ("dtype", dtype),
            ("layout", layout));

        var (prepared, _) = _worker.Run("conv2d", parameters);

        AssertChecked(prepared, largestTolerance);
        Assert.Contains("fresh output", prepared.Backend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fp32", "flash", 4, false)]
    [InlineData("fp32", "flash", 4, true)]
    [InlineData("fp32", "flash", 2, true)]
    [InlineData("fp32", "flash", 1, false)]
    [InlineData("fp32", "math", 4, true)]
    [InlineData("fp32", "math", 2, false)]
    [InlineData("fp64", "flash", 2, false)]
    [InlineData("bf16", "flash", 4, true)]
    [InlineData("bf16", "math", 2, true)]
    [InlineData("fp16", "flash", 4, false)]
    public void Attention_agrees_with_its_reference(string dtype, string kernel, int keyHeads, bool causal)
    {
        var (prepared, _) = _worker.Run("attention", Attention(dtype, kernel, keyHeads, queries: 70, keys: 70).With("causal", causal));

        AssertChecked(prepared, dtype is "bf16" or "fp16" ? 0.04 : 1e-4);
        Assert.Contains(kernel, prepared.Backend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flash")]
    [InlineData("math")]
    public void Attention_of_one_query_agrees_with_its_reference(string kernel) =>
        AssertChecked(_worker.Run("attention", Attention("fp32", kernel, keyHeads: 2, queries: 1, keys: 333)).Prepared, 1e-4);

    [Fact]
    public void The_composition_needs_at_least_the_score_matrix_and_the_fused_kernel_less()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "peak memory is read from /proc");
        const double scoreBytes = 4.0 * 4 * 1024 * 1024;

        var math = _worker.Run("attention", Attention("fp32", "math", keyHeads: 4, queries: 1024, keys: 1024)).Samples;
        var flash = _worker.Run("attention", Attention("fp32", "flash", keyHeads: 4, queries: 1024, keys: 1024)).Samples;

        Assert.True(Assert.Single(math.Extra!["peak-memory"]) >= scoreBytes);
        Assert.InRange(Assert.Single(flash.Extra!["peak-memory"]), 4 * 1024 * 16 * 4, scoreBytes / 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_computes_with_the_threads_it_was_asked_for(int threads) =>
        Assert.Equal(threads, _worker.Run("gemm", Gemm(32, 32, 32, "fp32").With("threads", threads)).Prepared.Threads);

    [Fact]
    public void Equal_seeds_give_equal_inputs() =>
        Assert.Equal(_worker.Run("gemm", Gemm(64, 64, 64, "bf16")).Prepared.MaxError,
            _worker.Run("gemm", Gemm(64, 64, 64, "bf16")).Prepared.MaxError);

    [Fact]
    public void An_unknown_type_is_unsupported_and_the_known_ones_are_named()
    {
        var answer = Assert.IsType<Unsupported>(_worker.Prepare("gemm", Gemm(8, 8, 8, "fp8")).Answer);

        Assert.Equal("type 'fp8' is not to be had; types: fp64, fp32, bf16, fp16, int8", answer.Reason);
    }

    [Theory]
    [InlineData("m", 0, "parameter 'm' must be positive")]
    [InlineData("layout", "tn", "parameter 'layout' must be one of: nn, nt")]
    [InlineData("threads", 0, "parameter 'threads' must be positive")]
    public void A_bad_parameter_is_unsupported(string name, object value, string reason)
    {
        var parameters = Gemm(8, 8, 8, "fp32").With(name, value is int number ? number : (string)value);

        Assert.Equal(reason, Assert.IsType<Unsupported>(_worker.Prepare("gemm", parameters).Answer).Reason);
    }

    [Fact]
    public void A_filter_larger_than_the_padded_image_is_unsupported()
    {
        var parameters = Parameters.Of(
            ("n", 1), ("c", 1), ("h", 2), ("w", 9), ("k", 1), ("r", 5), ("s", 5), ("stride", 1), ("pad", 1), ("dtype", "fp32"));

        Assert.IsType<Unsupported>(_worker.Prepare("conv2d", parameters).Answer);
    }

    [Fact]
    public void Heads_that_do_not_divide_and_skewed_causal_masks_are_unsupported()
    {
        Assert.IsType<Unsupported>(_worker.Prepare("attention", Attention("fp32", "flash", keyHeads: 3, queries: 8, keys: 8)).Answer);
        Assert.IsType<Unsupported>(
            _worker.Prepare("attention", Attention("fp32", "flash", 4, queries: 8, keys: 9).With("causal", true)).Answer);
    }

    [Fact]
    public void An_unknown_operation_or_device_is_unsupported()
    {
        Assert.IsType<Unsupported>(_worker.Prepare("fft", Gemm(8, 8, 8, "fp32")).Answer);
        Assert.IsType<Unsupported>(_worker.Prepare("gemm", Gemm(8, 8, 8, "fp32"), device: "cuda:0").Answer);
    }

    private static void AssertChecked(Prepared prepared, double largestTolerance)
    {
        Assert.True(prepared.Checked);
        Assert.InRange(prepared.Tolerance!.Value, 0, largestTolerance);
        Assert.InRange(prepared.MaxError!.Value, 0, prepared.Tolerance.Value);
        Assert.True(prepared.FirstCallSeconds > 0);
    }

    private static Parameters Gemm(int m, int n, int k, string dtype) => Parameters.Of(("m", m), ("n", n), ("k", k), ("dtype", dtype));

    private static Parameters Attention(string dtype, string kernel, int keyHeads, int queries, int keys) => Parameters.Of(
        ("b", 2 - (queries / 1024)), ("hq", 4), ("hkv", keyHeads), ("sq", queries), ("sk", keys), ("d", 16), ("causal", false),
        ("dtype", dtype), ("kernel", kernel));
}
