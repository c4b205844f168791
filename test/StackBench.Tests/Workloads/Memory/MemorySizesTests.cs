using StackBench.Machine;
using StackBench.Workloads.Memory;

namespace StackBench.Tests.Workloads.Memory;

public sealed class MemorySizesTests
{
    private const long Mebibyte = 1L << 20;

    [Fact]
    public void Unknown_caches_give_256_MiB_arrays() =>
        Assert.Equal(256 * Mebibyte, MemorySizes.ArrayBytes(MachineExamples.SmallVirtualMachine));

    [Fact]
    public void Arrays_are_four_times_all_last_level_caches() =>
        Assert.Equal(4L * 24 * 32 * Mebibyte, MemorySizes.ArrayBytes(MachineExamples.Server));

    [Fact]
    public void Unknown_free_memory_caps_nothing() =>
        Assert.Equal(256 * Mebibyte, MemorySizes.ArrayBytes(MachineExamples.Untold));

    [Theory]
    [InlineData(1920, 256)]
    [InlineData(1919, 128)]
    [InlineData(1000, 128)]
    [InlineData(959, 64)]
    [InlineData(10, 1)]
    public void Three_arrays_stay_within_40_percent_of_the_free_memory_by_powers_of_two(long availableMebibytes, long arrayMebibytes)
    {
        var bytes = MemorySizes.ArrayBytes(With(availableMebibytes, cacheMebibytes: 0));

        Assert.Equal(arrayMebibytes * Mebibyte, bytes);
        Assert.True(3 * bytes <= 0.4 * availableMebibytes * Mebibyte);
    }

    [Theory]
    [InlineData(100_000, 96, true)]
    [InlineData(2000, 96, true)]
    [InlineData(1500, 96, false)]
    [InlineData(500, 96, false)]
    public void Arrays_that_a_cache_could_hold_do_not_count_as_memory(long availableMebibytes, int cacheMebibytes, bool beyond)
    {
        var machine = With(availableMebibytes, cacheMebibytes);

        Assert.Equal(beyond, MemorySizes.AreBeyondCaches(machine, MemorySizes.ArrayBytes(machine)));
    }

    [Fact]
    public void The_chase_is_at_most_one_GiB()
    {
        Assert.Equal(256 * Mebibyte, MemorySizes.ChaseBytes(256 * Mebibyte));
        Assert.Equal(1024 * Mebibyte, MemorySizes.ChaseBytes(3072 * Mebibyte));
    }

    [Fact]
    public void The_ladder_ends_below_memory() =>
        Assert.Equal([16 << 10, 32 << 10, 64 << 10, 128 << 10], MemorySizes.Ladder(256 << 10));

    [Theory]
    [InlineData(16 << 10, "16 KiB", false)]
    [InlineData(64 << 10, "64 KiB", true)]
    [InlineData(128 << 10, "128 KiB", false)]
    [InlineData(1 << 20, "1 MiB", true)]
    [InlineData(512 << 20, "512 MiB", false)]
    [InlineData(1 << 30, "1 GiB", true)]
    public void Rungs_have_names_and_every_other_is_standard(long bytes, string text, bool isStandard)
    {
        Assert.Equal(text, MemorySizes.Text(bytes));
        Assert.Equal(isStandard, MemorySizes.IsStandardRung(bytes));
    }

    [Theory]
    [InlineData(1100L << 20, "1100 MiB")]
    [InlineData(1536L << 10, "1536 KiB")]
    [InlineData(3L << 30, "3 GiB")]
    [InlineData(4095, "4095 B")]
    [InlineData(2048L << 40, "2048 TiB")]
    public void A_size_that_is_no_power_of_two_keeps_its_value(long bytes, string text) => Assert.Equal(text, MemorySizes.Text(bytes));

    private static MachineFacts With(long availableMebibytes, int cacheMebibytes) => MachineExamples.Of(
        cores: 2, availableMebibytes * Mebibyte, cacheMebibytes == 0 ? [] : [new(3, "unified", cacheMebibytes * Mebibyte, 1)], isa: []);
}
