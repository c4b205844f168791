using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.OpenCl;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.OpenCl;

/// <summary>What is decided about devices, errors and kernels, without a driver.</summary>
public sealed class OpenClRuleTests
{
    [Fact]
    public void A_physical_device_is_one_device_by_its_makers_driver_and_software_comes_last()
    {
        var software = Device("pthread-haswell") with { IsCpuDriver = true };
        var amd = Device("gfx1100") with { Pci = "0000:03:00.0", Platform = "AMD Accelerated Parallel Processing" };
        var rusticl = Device("RX 7900 XTX") with { Pci = "0000:03:00.0", Platform = "rusticl", PlatformHandle = 2 };
        var other = Device("gfx90a") with { Pci = "0000:43:00.0" };
        var old = Device("G80") with { Version = 11 };
        Assert.Equal([amd, other, software], OpenClDeviceList.Of([software, rusticl, old, amd, other]));
        Assert.Equal([rusticl], OpenClDeviceList.Of([rusticl]));
    }

    [Fact]
    public void A_driver_that_reports_no_address_is_known_by_the_UUID_and_one_without_either_by_itself()
    {
        var known = Device("one") with { Pci = "0000:03:00.0", Uuid = "02" };
        var silent = Device("the same by another driver") with { Uuid = "02", PlatformHandle = 2 };
        Assert.Equal([known], OpenClDeviceList.Of([known, silent]));
        Assert.Equal([silent], OpenClDeviceList.Of([silent, known]));
        var (first, second) = (Device("card") with { Handle = 1 }, Device("card") with { Handle = 2 });
        Assert.Equal([first, second], OpenClDeviceList.Of([first, second]));
    }

    /// <summary>Two releases of a maker's driver are two platforms of one name.</summary>
    [Fact]
    public void Parts_of_a_device_are_devices_of_their_own_by_one_driver()
    {
        OpenClDeviceInfo Part(int handle, int platform, string name) => Device($"part {handle}") with
        {
            Handle = handle,
            Pci = "0000:0c:00.0",
            Platform = name,
            PlatformHandle = platform,
        };
        var (first, second) = (Part(1, 1, "AMD"), Part(2, 1, "AMD"));
        Assert.Equal([first, second], OpenClDeviceList.Of([first, second]));
        Assert.Equal([first, second], OpenClDeviceList.Of([Part(3, 2, "rusticl"), first, Part(4, 2, "rusticl"), second]));
        Assert.Equal([first, second], OpenClDeviceList.Of([first, second, Part(5, 3, "AMD"), Part(6, 3, "AMD")]));
    }

    /// <summary>AMD's driver tells bus, device and function: 0c:00.x.</summary>
    [Theory]
    [InlineData("0000:0c:00.0", 0, "0000:0c:00.0")]
    [InlineData("0003:0c:00.0 0000:03:00.0", 0, "0003:0c:00.0")]
    [InlineData("0000:0c:00.0 0001:0c:00.0", 0, null)]
    [InlineData("0000:0c:00.0 0000:0c:00.3", 3, "0000:0c:00.3")]
    [InlineData("0000:0c:00.0", 3, "0000:0c:00.0")]
    [InlineData("0000:0c:00.0 0001:0c:00.0", 3, null)]
    [InlineData("0000:03:00.0", 0, null)]
    [InlineData("", 0, null)]
    public void The_domain_is_that_of_the_only_device_in_its_place(string listed, byte function, string? expected) =>
        Assert.Equal(expected, PciPlace.Find(listed.Split(' '), 0x0c, 0, function));

    [Fact]
    public void What_is_handed_over_is_flushed_in_parts_that_double() =>
        Assert.Equal([0, 1, 3, 7, 15, 31, 63], Enumerable.Range(0, 100).Where(OpenClQueue.IsFlushedAfter));

    [Theory]
    [InlineData("OpenCL 3.0 PoCL HSTR: pthread", 30)]
    [InlineData("OpenCL 1.2 CUDA", 12)]
    [InlineData("OpenCL 2.1", 21)]
    [InlineData("OpenGL 4.6", 0)]
    [InlineData("", 0)]
    public void A_version_is_read(string text, int expected) => Assert.Equal(expected, OpenClDeviceReader.VersionOf(text));

    [Theory]
    [InlineData(-5, "CL_OUT_OF_RESOURCES (-5)")]
    [InlineData(-11, "CL_BUILD_PROGRAM_FAILURE (-11)")]
    [InlineData(-30, "CL_INVALID_VALUE (-30)")]
    [InlineData(-54, "CL_INVALID_WORK_GROUP_SIZE (-54)")]
    [InlineData(-63, "CL_INVALID_GLOBAL_WORK_SIZE (-63)")]
    [InlineData(-25, "OpenCL error -25")]
    [InlineData(-9999, "OpenCL error -9999")]
    [InlineData(int.MinValue, "OpenCL error -2147483648")]
    public void Errors_have_names(int code, string expected) => Assert.Equal(expected, ClError.Name(code));

    [Theory]
    [InlineData(0, false, null)]
    [InlineData(0, true, null)]
    [InlineData(-2, false, typeof(DeviceLostException))]
    [InlineData(-4, false, typeof(UnsupportedException))]
    [InlineData(-4, true, typeof(UnsupportedException))]
    [InlineData(-5, false, typeof(UnsupportedException))]
    [InlineData(-5, true, typeof(DeviceLostException))]
    [InlineData(-6, false, typeof(UnsupportedException))]
    [InlineData(-14, true, typeof(DeviceLostException))]
    [InlineData(-51, false, typeof(InvalidOperationException))]
    [InlineData(-61, false, typeof(UnsupportedException))]
    [InlineData(-9999, true, typeof(DeviceLostException))]
    public void Lack_of_memory_is_unsupported_and_work_that_fails_is_a_lost_device(int code, bool isHandedOver, Type? expected)
    {
        var error = ClError.Of(code, "clFinish", isHandedOver);

        Assert.Equal(expected, error?.GetType());
        if (error is not null) Assert.Contains(ClError.Name(code), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_others_hold_is_not_lost() =>
        Assert.IsType<UnsupportedException>(ClError.Of(-2, "clCreateContext", isHandedOver: false));

    [Theory]
    [InlineData("", "")]
    [InlineData("a:1: warning: unused\na:2: error: no such type\n1 error generated.\n", "a:2: error: no such type; 1 error generated.")]
    [InlineData("it went\u001b[31m wrong\r\n\n", "it went[31m wrong")]
    public void Of_a_compilers_log_the_errors_are_kept(string log, string expected) => Assert.Equal(expected, BuildLog.Cut(log));

    [Fact]
    public void A_compilers_log_is_cut() => Assert.Equal(503, BuildLog.Cut(new string('x', 100_000)).Length);

    /// <summary>Kind of device, and the products of its matrix instructions by factor and sum.</summary>
    [Theory]
    [InlineData("gfx906:sramecc-:xnack-", 64, 0, "")]
    [InlineData("gfx908:sramecc+:xnack-", 64, 0, "Fp16>Fp32 Int8>Int32 Bf16>Fp32")]
    [InlineData("gfx90a:sramecc+:xnack-", 64, 0, "Fp16>Fp32 Int8>Int32 Bf16>Fp32")]
    [InlineData("gfx942:sramecc+:xnack-", 64, 0, "Fp16>Fp32 Bf16>Fp32 Int8>Int32 Fp8>Fp32")]
    [InlineData("gfx950", 64, 0, "")]
    [InlineData("gfx1030", 32, 0, "")]
    [InlineData("gfx1100", 32, 0, "Fp16>Fp32 Bf16>Fp32 Fp16>Fp16 Int8>Int32")]
    [InlineData("gfx1100", 64, 0, "")]
    [InlineData("gfx1201", 32, 0, "Fp16>Fp32 Bf16>Fp32 Fp16>Fp16 Fp8>Fp32 Int8>Int32")]
    [InlineData("gfx1250", 32, 0, "")]
    [InlineData("NVIDIA GeForce GTX 1080", 32, 61, "")]
    [InlineData("Tesla T4", 32, 75, "Fp16>Fp32 Fp16>Fp16")]
    [InlineData("NVIDIA A100", 32, 80, "Fp16>Fp32 Fp16>Fp16 Bf16>Fp32 Int8>Int32")]
    [InlineData("NVIDIA H100", 32, 90, "Fp16>Fp32 Fp16>Fp16 Bf16>Fp32 Int8>Int32 Fp8>Fp32")]
    [InlineData("pthread-haswell", 0, 0, "")]
    public void Matrix_instructions_are_those_that_the_device_may_have(string target, int subgroup, int capability, string expected)
    {
        var device = Device(target) with { Target = target, SubgroupSize = subgroup, ComputeCapability = capability };
        Assert.Equal(
            expected, string.Join(' ', OpenClFacts.Of(device).Tiles.Select(tile => $"{tile.Factor}>{tile.Sum}").Distinct()));
    }

    [Theory]
    [InlineData("gfx90a:xnack-", 0, false, "__builtin_amdgcn_sdot4", true)]
    [InlineData("gfx1200", 0, false, "__builtin_amdgcn_sudot4", true)]
    [InlineData("NVIDIA A100", 80, false, "dp4a.s32.s32", true)]
    [InlineData("Tesla P100", 60, false, null, false)]
    [InlineData("Intel Arc", 0, true, "dot_4x8packed_ss_int", false)]
    [InlineData("gfx900", 0, false, null, false)]
    public void Dot_products_are_the_makers_else_the_languages_else_composed(
        string target, int capability, bool hasExtension, string? expected, bool isMakers)
    {
        var device = Device(target) with
        {
            Target = target,
            ComputeCapability = capability,
            Extensions = hasExtension ? ["cl_khr_integer_dot_product"] : [],
        };
        if (expected is null) Assert.Null(DotProduct.Of(device));
        else Assert.Contains(expected, DotProduct.Of(device), StringComparison.Ordinal);
        Assert.Equal(isMakers, OpenClFacts.Of(device).HasDotInstruction);
        // The language may have them where the device has not.
        if (hasExtension) Assert.True(OpenClFacts.Of(device with { HasDotInstruction = true }).HasDotInstruction);
    }

    [Fact]
    public void A_kernel_for_instructions_that_the_device_lacks_is_unsupported()
    {
        var kernel = MatrixKernel.Emit(new MatrixTile(MatrixElement.Fp16, MatrixElement.Fp32, 16, 16, 16), 32, 1);
        Assert.Contains(
            "matrix-fp16-fp32-16x16x16-32x1", Assert.Throws<UnsupportedException>(() => KernelText.Of(kernel, Device("card"))).Message,
            StringComparison.Ordinal);
    }

    private static OpenClDeviceInfo Device(string name) => new() { Name = name, Platform = "platform", Driver = "driver" };
}
