using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine;

public sealed class MachineReaderTests
{
    [Fact]
    public void A_server_tells_its_processors()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var cpu = MachineReader.Read(tree.Root).Cpu;
        Assert.Equal("Example(R) Server CPU 9000", cpu.Model.Value);
        Assert.Equal("intel", cpu.Vendor.Value);
        Assert.Equal(
            (2, 2, 4, 6, 2), (cpu.Sockets.Value, cpu.Cores.Value, cpu.Threads.Value, cpu.PresentThreads.Value, cpu.NumaNodes.Value));
        Assert.Equal((2, 0), (cpu.PerformanceCores.Value, cpu.EfficiencyCores.Value));
        Assert.Equal([0, 1, 2, 3], cpu.AllowedCpus);
        Assert.Equal(1.5, cpu.QuotaCpus.Value);
        Assert.Equal((2, 1), (cpu.AllowedCores, cpu.UsableCores));
        Assert.Equal(["L1 data 49152 x2", "L1 instruction 32768 x2", "L2 unified 2097152 x2", "L3 unified 62914560 x2"],
            cpu.Caches.Select(cache => $"L{cache.Level} {cache.Kind} {cache.SizeBytes} x{cache.Instances}"));
        Assert.Equal(2 * 62914560L, cpu.LastLevelCacheBytes.Value);
        Assert.Equal(3.8e9, cpu.MaxClockHertz.Value);
        Assert.Equal("performance", cpu.Governor.Value);
        Assert.True(cpu.Turbo.Value);
        Assert.Equal("0x2b0004d0", cpu.Microcode.Value);
        Assert.Contains("amx_bf16", cpu.Isa);
        Assert.DoesNotContain("fpu", cpu.Isa);
        Assert.False(cpu.IsVirtual);
    }

    [Fact]
    public void A_server_tells_its_memory_within_the_limit_of_the_control_group()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var memory = MachineReader.Read(tree.Root).Memory;
        Assert.Equal(131072000L << 10, memory.TotalBytes.Value);
        Assert.Equal(8L << 30, memory.LimitBytes.Value);
        // 8 GiB limit, 5 GiB used, of which 4 GiB are cache.
        Assert.Equal(7L << 30, memory.AvailableBytes.Value);
        Assert.Equal("madvise", memory.TransparentHugePages.Value);
    }

    [Fact]
    public void A_server_tells_its_system()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var os = MachineReader.Read(tree.Root).Os;
        Assert.Equal(("Example Linux 3 (Test)", "6.12.9-example", "x86_64", "node-17", "none"),
            (os.Name.Value, os.Kernel.Value, os.Architecture.Value, os.HostName.Value, os.Virtualization.Value));
    }

    [Fact]
    public void Gpus_are_listed_once_and_other_display_devices_and_connectors_are_not()
    {
        using var tree = TreeCopy.OfFixture("two-socket-server");
        var gpus = MachineReader.Read(tree.Root).Gpus;
        Assert.Equal(
            ["0000:03:00.0 amd 1002:744c AMD Radeon RX 7900 XTX amdgpu", "0000:41:00.0 nvidia 10de:2330 NVIDIA H100 80GB HBM3 nvidia"],
            gpus.Select(gpu => $"{gpu.PciAddress} {gpu.Vendor} {gpu.DeviceId} {gpu.Name} {gpu.Driver}"));
        Assert.Equal(("c8", "1da2:e471"), (gpus[0].Revision.Value, gpus[0].SubsystemId.Value));
    }

    [Fact]
    public void An_arm_board_that_tells_little_is_still_described()
    {
        using var tree = TreeCopy.OfFixture("small-arm-board");
        var machine = MachineReader.Read(tree.Root);
        Assert.Equal(
            ("Arm Neoverse V1", "arm", "aarch64"), (machine.Cpu.Model.Value, machine.Cpu.Vendor.Value, machine.Os.Architecture.Value));
        Assert.Equal(2, machine.Cpu.Threads.Value);
        Assert.False(machine.Cpu.Cores.IsKnown);
        Assert.Equal(2, machine.Cpu.UsableCores);
        Assert.Equal(["asimd", "asimdhp", "asimddp", "i8mm", "bf16", "sve"], machine.Cpu.Isa);
        Assert.Equal("6.6.10-arm", machine.Os.Kernel.Value);
        Assert.False(machine.Cpu.LastLevelCacheBytes.IsKnown);
    }

    [Fact]
    public void An_empty_tree_has_no_facts_but_reasons_and_no_zeros()
    {
        using var tree = new TreeCopy();
        var machine = MachineReader.Read(tree.Root);
        Assert.Empty(machine.Gpus);
        Assert.False(machine.Cpu.Cores.IsKnown);
        Assert.False(machine.Cpu.Threads.IsKnown);
        Assert.False(machine.Memory.TotalBytes.IsKnown);
        Assert.Contains("/proc/meminfo is absent", machine.Memory.TotalBytes.UnknownReason, StringComparison.Ordinal);
        Assert.Equal(1, machine.Cpu.UsableCores);
    }

    [Fact]
    public void This_machine_can_be_read()
    {
        var machine = MachineReader.Read();
        Assert.True(machine.Cpu.Threads.Value >= 1);
        Assert.NotEmpty(machine.Cpu.AllowedCpus);
        Assert.InRange(machine.Cpu.UsableCores, 1, machine.Cpu.AllowedCpus.Length);
        Assert.True(machine.Memory.TotalBytes.Value > 0);
    }

    [Fact]
    public void The_portable_reader_gives_what_every_system_tells()
    {
        var machine = PortableReader.Read();
        Assert.Equal(Environment.ProcessorCount, machine.Cpu.Threads.Value);
        Assert.True(machine.Memory.TotalBytes.Value > 0);
        Assert.True(machine.Os.Name.IsKnown);
        Assert.NotEmpty(machine.Cpu.Governor.UnknownReason);
    }
}
