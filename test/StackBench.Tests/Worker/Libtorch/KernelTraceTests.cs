using StackBench.Core.Workloads;
using StackBench.Protocol;

namespace StackBench.Tests.Worker.Libtorch;

/// <summary>The kernel that really ran is named, not the one that is expected.</summary>
public sealed class KernelTraceTests
{
    [Fact]
    public void The_backend_follows_what_the_library_was_allowed_to_use()
    {
        using var free = new LibtorchWorker();
        free.RequireLibtorch();
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx512BW.IsSupported, "needs a processor with AVX-512");
        using var narrow = new LibtorchWorker(new Dictionary<string, string>(StringComparer.Ordinal) { ["ONEDNN_MAX_CPU_ISA"] = "AVX2" });
        var convolution = Parameters.Of(
            ("n", 1), ("c", 64), ("h", 56), ("w", 56), ("k", 64), ("r", 3), ("s", 3), ("stride", 1), ("pad", 1), ("dtype", "fp32"));

        Assert.Contains("oneDNN convolution jit:avx512_core", free.Run("conv2d", convolution).Prepared.Backend, StringComparison.Ordinal);
        Assert.Contains("oneDNN convolution jit:avx2", narrow.Run("conv2d", convolution).Prepared.Backend, StringComparison.Ordinal);
        Assert.Equal("AVX2", Assert.IsType<Ready>(narrow.Hello()).Software["ONEDNN_MAX_CPU_ISA"]);
    }
}
