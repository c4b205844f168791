using StackBench.Worker.Native.Memory;

namespace StackBench.Tests.Worker.Native;

public sealed class PageMemoryTests
{
    private static readonly string[] Account =
    [
        "7f0000000000-7f0000400000 rw-p 00000000 00:00 0 ",
        "Size:               4096 kB",
        "Rss:                4096 kB",
        "AnonHugePages:      4096 kB",
        "VmFlags: rd wr mr mw me ac sd hg",
        "7f0000400000-7f0000800000 rw-p 00000000 00:00 0 ",
        "Rss:                4096 kB",
        "AnonHugePages:         0 kB",
    ];

    [Theory]
    [InlineData(0x7f0000000000, true)]
    [InlineData(0x7f00003fffff, true)]
    [InlineData(0x7f0000400000, false)]
    [InlineData(0x7f0000800000, false)]
    public void Huge_pages_are_read_from_the_account_of_the_right_mapping(long address, bool huge) =>
        Assert.Equal(huge, PageMemory.IsMostlyHuge(Account, (ulong)address));

    [Fact]
    public unsafe void Memory_is_aligned_to_huge_pages_and_writable_to_its_end()
    {
        using var memory = new PageMemory((2 << 20) + 1);

        Assert.Equal(4 << 20, memory.Bytes);
        Assert.Equal(0, (nint)memory.Address % (2 << 20));
        memory.Address[memory.Bytes - 1] = 42;
        Assert.Equal(42, memory.Address[memory.Bytes - 1]);
    }

    [Fact]
    public void More_than_the_address_space_is_an_error_that_says_how_much()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("mmap is used on Linux only");

        var failure = Assert.Throws<IOException>(() => new PageMemory(1L << 60));

        Assert.Contains("1152921504606846976", failure.Message, StringComparison.Ordinal);
    }
}
