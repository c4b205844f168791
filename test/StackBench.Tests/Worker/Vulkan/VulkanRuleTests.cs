using StackBench.Worker.Device;
using StackBench.Worker.Vulkan;

namespace StackBench.Tests.Worker.Vulkan;

/// <summary>What is decided about devices, queues and clocks, without a driver.</summary>
public sealed class VulkanRuleTests
{
    [Theory]
    [InlineData(1_000, 2_001_000, 64, 1f, 1.0, 0.002)]
    [InlineData(1_000, 51_000, 64, 40f, 1.0, 0.002)]
    [InlineData(0xFFFFFFF0, 0x10, 32, 10f, 1.0, 3.2e-7)]
    [InlineData(5, 5, 64, 1f, 1.0, null)]
    [InlineData(0, 1_000_000, 0, 1f, 1.0, null)]
    [InlineData(0, 1_030_000_000, 64, 1f, 1.0, null)]
    [InlineData(9, 5, 64, 1f, 1.0, null)]
    public void Stamps_are_a_time_where_they_can_be_one(
        ulong begin, ulong end, uint bits, float period, double hostSeconds, double? seconds)
    {
        var found = StampClock.Seconds(begin, end, bits, period, hostSeconds);
        Assert.Equal(seconds is null, found is null);
        if (seconds is { } expected) Assert.Equal(expected, found!.Value, 12);
    }

    // Graphics 1, compute 2, transfer 4, sparse binding 8.
    [Fact]
    public void A_queue_computes_that_does_no_graphics_and_has_a_clock()
    {
        Assert.Equal(new QueueChoice(1, 64, (2, 0)), QueueChoice.Of([(7, 1, 64), (6, 4, 64), (4 | 8, 1, 0)]));
        Assert.Equal(new QueueChoice(0, 64, null), QueueChoice.Of([(7, 1, 64), (6, 1, 0)]));
        // Decoding and encoding of video 0x20 and 0x40.
        Assert.Equal(new QueueChoice(0, 64, (3, 0)), QueueChoice.Of([(7, 1, 64), (4 | 0x20, 1, 0), (4 | 0x40, 1, 0), (4, 1, 0)]));
        Assert.Equal(new QueueChoice(0, 36, (0, 1)), QueueChoice.Of([(7, 2, 36)]));
        Assert.Equal(new QueueChoice(0, 0, null), QueueChoice.Of([(2, 1, 0)]));
        Assert.Null(QueueChoice.Of([(4, 1, 64), (1, 1, 64)]));
    }

    [Fact]
    public void A_physical_device_is_one_device_and_software_comes_last()
    {
        var software = Device("llvmpipe", null, "01") with { Type = PhysicalDeviceType.Cpu };
        var radv = Device("RADV NAVI31", "0000:03:00.0", "02") with { DriverId = 3 };
        var dozen = Device("Dozen", "0000:03:00.0", "03") with { DriverId = 23 };
        var other = Device("RADV NAVI33", "0000:0a:00.0", "04");
        Assert.Equal([radv, other, software], VulkanDeviceList.Of([software, dozen, radv, other]));
        Assert.Equal([dozen], VulkanDeviceList.Of([dozen]));
        var unplaced = Device("one", null, "05");
        Assert.Equal([unplaced], VulkanDeviceList.Of([unplaced, unplaced with { Name = "the same by another driver" }]));
    }

    [Fact]
    public void A_driver_that_tells_no_address_is_known_by_the_UUID()
    {
        var radv = Device("RADV NAVI31", "0000:03:00.0", "02");
        var silent = Device("the same by another driver", null, "02");
        Assert.Equal([radv], VulkanDeviceList.Of([radv, silent]));
        Assert.Equal([silent], VulkanDeviceList.Of([silent, radv]));
        var second = radv with { Pci = "0000:0a:00.0" };
        Assert.Equal([radv, second], VulkanDeviceList.Of([radv, second]));
    }

    /// <summary>Scope of a subgroup 3, of a workgroup 2; fp16 0, fp32 1, fp64 2, int8 3, int32 5, uint8 7.</summary>
    [Theory]
    [InlineData(3, 0, 0, 0, 1, 1, "Fp16 Fp32 16x8x32")]
    [InlineData(3, 0, 3, 3, 5, 5, "Int8 Int32 16x8x32")]
    [InlineData(3, 0, 1000141000, 1000141000, 1, 1, "Bf16 Fp32 16x8x32")]
    [InlineData(3, 0, 1000491002, 1000491002, 1, 1, "Fp8 Fp32 16x8x32")]
    [InlineData(2, 0, 0, 0, 1, 1, null)]
    [InlineData(3, 1, 3, 3, 5, 5, null)]
    [InlineData(3, 0, 0, 3, 1, 1, null)]
    [InlineData(3, 0, 0, 0, 0, 1, null)]
    [InlineData(3, 0, 7, 7, 5, 5, null)]
    [InlineData(3, 0, 2, 2, 2, 2, null)]
    public void A_tile_is_measured_that_is_listed_for_a_subgroup_and_known(
        uint scope, uint saturates, uint a, uint b, uint c, uint result, string? expected)
    {
        var listed = new Vk.CooperativeMatrixPropertiesKHR
        {
            MSize = 16,
            NSize = 8,
            KSize = 32,
            AType = a,
            BType = b,
            CType = c,
            ResultType = result,
            SaturatingAccumulation = saturates,
            Scope = scope,
        };
        Assert.Equal(expected, MatrixTiles.Of([listed]).Select(tile => $"{tile.Factor} {tile.Sum} {tile}").SingleOrDefault());
    }

    private static PhysicalDevice Device(string name, string? pci, string uuid) => new()
    {
        Name = name,
        Driver = "driver",
        Pci = pci,
        Uuid = uuid,
        Type = PhysicalDeviceType.DiscreteGpu,
    };
}
