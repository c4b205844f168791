using StackBench.Protocol.Engines;
using StackBench.Worker.Cuda;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Cuda;

/// <summary>What is decided about versions, errors and texts, without a driver.</summary>
public sealed class CudaRuleTests
{
    [Theory]
    [InlineData(60, 11_000)]
    [InlineData(70, 11_000)]
    [InlineData(78, 11_080)]
    [InlineData(80, 12_000)]
    [InlineData(84, 12_040)]
    public void A_PTX_needs_a_driver(int ptx, int expected) => Assert.Equal(expected, CudaVersion.OfPtx(ptx));

    [Theory]
    [InlineData(11_080, "11.8")]
    [InlineData(12_040, "12.4")]
    [InlineData(13_000, "13.0")]
    public void A_version_is_read(int version, string expected) => Assert.Equal(expected, CudaVersion.Text(version));

    [Theory]
    [InlineData(0, "cuStreamSynchronize", true, null)]
    [InlineData(2, "cuMemAlloc_v2", false, typeof(UnsupportedException))]
    [InlineData(2, "cuStreamSynchronize", true, typeof(UnsupportedException))]
    [InlineData(46, "cuDevicePrimaryCtxRetain", false, typeof(UnsupportedException))]
    [InlineData(101, "cuDevicePrimaryCtxRetain", false, typeof(UnsupportedException))]
    [InlineData(101, "cuDeviceGet", false, typeof(InvalidOperationException))]
    [InlineData(1, "cuLaunchKernel", false, typeof(InvalidOperationException))]
    [InlineData(1, "cuStreamSynchronize", true, typeof(DeviceLostException))]
    [InlineData(214, "cuMemFree_v2", false, typeof(DeviceLostException))]
    [InlineData(700, "cuLaunchKernel", false, typeof(DeviceLostException))]
    [InlineData(719, "cuMemAlloc_v2", false, typeof(DeviceLostException))]
    [InlineData(810, "cuLaunchKernel", false, typeof(DeviceLostException))]
    public void Lack_of_memory_is_unsupported_and_what_lasts_is_a_lost_device(
        int code, string function, bool isWaitedFor, Type? expected)
    {
        var error = CudaError.Of(code, function, isWaitedFor, "NAME (1)");

        Assert.Equal(expected, error?.GetType());
        if (error is not null) Assert.Contains("NAME (1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_lack_of_memory_is_mended_by_closing_other_programs()
    {
        string? Remedy(int code) => Assert.IsType<UnsupportedException>(CudaError.Of(code, "cuLaunchKernel", false, "")).Remedy;
        Assert.NotNull(Remedy(2));
        Assert.Null(Remedy(701));
    }

    /// <summary>Device and driver were asked before: a text that is wrong all the same is an error here.</summary>
    [Theory]
    [InlineData(218, typeof(InvalidOperationException))]
    [InlineData(209, typeof(UnsupportedException))]
    [InlineData(221, typeof(UnsupportedException))]
    [InlineData(222, typeof(UnsupportedException))]
    [InlineData(223, typeof(UnsupportedException))]
    [InlineData(2, null)]
    public void A_wrong_text_is_an_error_and_what_device_or_driver_lack_is_unsupported(int code, Type? expected)
    {
        var error = CudaError.OfText(code, "fma", "NAME", "line 7");

        Assert.Equal(expected, error?.GetType());
        if (error is not null) Assert.Equal("the driver cannot assemble the kernel fma: NAME: line 7", error.Message);
    }

    /// <summary>Compute capability, times ten, and the instructions of a device by factor and sum.</summary>
    [Theory]
    [InlineData(61, "")]
    [InlineData(70, "Fp16>Fp32 wmma m16n16k16, Fp16>Fp16 wmma m16n16k16")]
    [InlineData(72, "Fp16>Fp32 wmma m16n16k16, Fp16>Fp16 wmma m16n16k16, Int8>Int32 wmma m16n16k16")]
    [InlineData(75, "Fp16>Fp32 mma m16n8k8, Fp16>Fp16 mma m16n8k8, Int8>Int32 mma m8n8k16")]
    [InlineData(86, Ampere)]
    [InlineData(89, Ampere + ", Fp8>Fp32 mma m16n8k32")]
    [InlineData(90, Ampere + ", Fp8>Fp32 mma m16n8k32, Fp16>Fp32 wgmma m64n64k16, Fp16>Fp16 wgmma m64n128k16, Bf16>Fp32 wgmma m64n64k16, "
        + "Tf32>Fp32 wgmma m64n64k8, Fp8>Fp32 wgmma m64n64k32, Int8>Int32 wgmma m64n64k32")]
    [InlineData(100, Ampere + ", Fp8>Fp32 mma m16n8k32")]
    [InlineData(120, Ampere + ", Fp8>Fp32 mma m16n8k32")]
    public void A_device_has_the_instructions_of_its_capability(int capability, string expected) => Assert.Equal(
        Sorted(expected.Split(", ", StringSplitOptions.RemoveEmptyEntries)),
        Sorted(PtxInstructions.Of(capability).Select(known => $"{known.Tile.Factor}>{known.Tile.Sum} {known.Name}")));

    [Fact]
    public void No_two_instructions_of_a_device_have_the_same_tile() =>
        Assert.All((int[])[70, 72, 75, 80, 89, 90], capability => Assert.Distinct(
            PtxInstructions.Of(capability).Select(known => known.Tile)));

    [Fact]
    public void What_a_driver_is_too_old_for_is_unsupported_and_says_which_one_is_needed()
    {
        var ada = Device(89) with { DriverVersion = 12_030 };
        var fp8 = PtxInstructions.Of(89).Single(known => known.Tile.Factor == MatrixElement.Fp8).Tile;
        Assert.Equal(
            "mma m16n8k32 needs a driver of CUDA 12.4; this one is of CUDA 12.3",
            Assert.Throws<UnsupportedException>(() => PtxText.Of(MatrixKernel.Emit(fp8, 32, 1), ada)).Message);
        Assert.StartsWith(
            ".version 8.4\n.target sm_89\n", PtxText.Of(MatrixKernel.Emit(fp8, 32, 1), Device(89)).Code, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_device_has_not_is_unsupported()
    {
        var tile = PtxInstructions.Of(90).Single(known => known.Name == "wgmma m64n64k8").Tile;
        // Four warps execute it together.
        Assert.Equal(
            "wgmma m64n64k8 takes groups of 4 subgroups",
            Assert.Throws<UnsupportedException>(() => PtxText.Of(MatrixKernel.Emit(tile, 32, 2), Device(90))).Message);
        Assert.StartsWith("card has no matrix instructions",
            Assert.Throws<UnsupportedException>(() => PtxText.Of(MatrixKernel.Emit(tile, 32, 4), Device(100))).Message,
            StringComparison.Ordinal);
    }

    private const string Ampere = "Fp16>Fp32 mma m16n8k16, Fp16>Fp16 mma m16n8k16, Bf16>Fp32 mma m16n8k16, Tf32>Fp32 mma m16n8k8, "
        + "Fp64>Fp64 mma m8n8k4, Int8>Int32 mma m16n8k32";

    internal static CudaDeviceInfo Device(int capability) => new() { Name = "card", DriverVersion = 12_040, Capability = capability };

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
