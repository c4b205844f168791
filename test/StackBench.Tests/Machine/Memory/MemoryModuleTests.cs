using StackBench.Machine;
using StackBench.Machine.Cpu;
using StackBench.Machine.Memory;
using StackBench.Machine.Reading;
using StackBench.Tests.Machine.Doctor;

namespace StackBench.Tests.Machine.Memory;

public sealed class MemoryModuleTests
{
    [Theory]
    [InlineData("DIMM 0/P0 CHANNEL A;DIMM 1/P0 CHANNEL A;DIMM 0/P0 CHANNEL B", "0:/A 0:/A 0:/B")]
    [InlineData("DIMM_A1/BANK 0;DIMM_A2/BANK 1;DIMM_B1/BANK 2;DIMM_B2/BANK 3", ":/A :/A :/B :/B")]
    [InlineData("Controller0-ChannelA-DIMM0/BANK 0;Controller1-ChannelA-DIMM0/BANK 0", ":0/A :1/A")]
    [InlineData("CPU1_DIMM_A1/NODE 1;CPU2_DIMM_A1/NODE 2", "1:/A 2:/A")]
    [InlineData("P0_Node0_Channel3_Dimm0/x", "0:/3")]
    // Four and more slots a letter: the letter names a processor.
    [InlineData("DIMM_A1/;DIMM_A2/;DIMM_A3/;DIMM_A4/;DIMM_B1/", "? ? ? ? ?")]
    [InlineData("DIMM 0/BANK 0;DIMM 1/BANK 1", "? ?")]
    [InlineData("DIMM 0/P0 CHANNEL A;SODIMM/", "? ?")]
    public void Channels_are_told_by_names_of_slots_all_or_none(string slots, string channels) =>
        Assert.Equal(channels, string.Join(' ', MemoryChannels.Of(
            [.. slots.Split(';').Select(slot => (slot.Split('/')[0], slot.Split('/')[1]))]).Select(channel => channel.Or("?"))));

    [Fact]
    public void One_module_of_two_channels_has_half_of_the_boards_bandwidth()
    {
        using var one = Machines.Of(MachineFiles.OneModuleOfTwo);
        using var both = Machines.Of(MachineFiles.OneModuleOfTwo + MachineFiles.SecondModule);
        var (single, full) = (MachineReader.Read(one.Root).Memory.Modules, MachineReader.Read(both.Root).Memory.Modules);
        Assert.Equal((1, 1, 2, 4728e6 * 8),
            (single.Fitted.Length, single.Channels.Value, single.SlotChannels.Value, single.BytesPerSecond.Value));
        Assert.Equal((2, 2, 2 * 4728e6 * 8), (full.Fitted.Length, full.Channels.Value, full.BytesPerSecond.Value));
        Assert.Equal(("DDR5", 16L << 30), (single.Fitted[0].Type.Value, single.Fitted[0].SizeBytes.Value));
        Assert.Equal("1 channel, DDR5 at 4728 MT/s", single.Basis);
        var finding = Assert.Single(Machines.Examine(one.Root).Findings, finding => finding.Id == "memory.channels");
        Assert.Contains("1 module on 1 of 2 memory channels", finding.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void The_memory_ceiling_is_that_of_the_modules_except_in_a_virtual_machine()
    {
        using var tree = Machines.Of(MachineFiles.OneModuleOfTwo);
        var facts = MachineReader.Read(tree.Root);
        var bare = facts with { Cpu = facts.Cpu with { Isa = ["sse2", "avx", "fma", "avx2"] } };
        Assert.Equal(4728e6 * 8 * 1.4, CpuPeaks.Of(bare).Find("bandwidth.memory")!.Limit, tolerance: 1);
        Assert.Equal(4728e6 * 8 * 1.4, CpuPeaks.Of(bare).Find("bandwidth.memory.core")!.Limit, tolerance: 1);
        Assert.Equal(CpuPeaks.Of(bare.Cpu).Find("bandwidth.cache"), CpuPeaks.Of(bare).Find("bandwidth.cache"));
        var guest = bare with { Cpu = bare.Cpu with { IsVirtual = true } };
        Assert.Equal(CpuPeaks.Of(guest.Cpu).Find("bandwidth.memory"), CpuPeaks.Of(guest).Find("bandwidth.memory"));
    }

    [Fact]
    public void Modules_of_unknown_channels_bound_what_they_can_move_together()
    {
        MemoryModule Module(string slot) => new(slot, 1L << 30, "DDR4", 3.2e9, 64, Fact<string>.Unknown("?"));
        Assert.Equal(2 * 25.6e9, new MemoryModules([Module("a"), Module("b")], 0, 2).BytesPerSecond.Value);
        Assert.False(new MemoryModules([Module("a") with { TransfersPerSecond = Fact<double>.Unknown("?") }], 0, 1).BytesPerSecond.IsKnown);
    }

    [Fact]
    public void Without_the_firmwares_table_the_controllers_tell_modules()
    {
        const string Dimm = "/sys/devices/system/edac/mc/mc0/dimm";
        using var tree = Machines.Of($"{Dimm}0/size=16384|{Dimm}0/dimm_mem_type=Registered-DDR5|{Dimm}0/dimm_location=channel 0 slot 0|"
            + $"{Dimm}1/size=0|{Dimm}2/size=16384|{Dimm}2/dimm_mem_type=Registered-DDR5|{Dimm}2/dimm_location=channel 3 slot 0");
        var modules = MachineReader.Read(tree.Root).Memory.Modules;
        Assert.Equal((2, 2, "DDR5"), (modules.Fitted.Length, modules.Channels.Value, modules.Fitted[0].Type.Value));
        Assert.False(modules.BytesPerSecond.IsKnown);
    }

    /// <summary>A table that ends in the middle, or whose lengths are wrong, ends the list.</summary>
    [Theory]
    [InlineData(new byte[] { 17, 34, 0, 0 })]
    [InlineData(new byte[] { 17, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 4, 0, 0, 65, 66 })]
    [InlineData(new byte[0])]
    public void A_broken_table_ends_the_list(byte[] table) => Assert.DoesNotContain(Smbios.Parse(table), structure => structure.Type == 17);
}
