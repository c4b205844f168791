using StackBench.Machine.Cpu;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine.Cpu;

/// <summary>Processors beside x86, by what their <c>/proc/cpuinfo</c> says.</summary>
public sealed class CpuKindTests
{
    [Theory]
    [InlineData("CPU implementer : 0x41\\nCPU architecture: 8\\nCPU part : 0xd4f", "Arm Neoverse V2", "arm", "aarch64")]
    [InlineData("CPU implementer : 0x61\\nCPU architecture: 8\\nCPU part : 0x023", "Apple Firestorm (M1)", "apple", "aarch64")]
    [InlineData("CPU implementer : 0x4e\\nCPU architecture: 8\\nCPU part : 0x004", "NVIDIA Carmel", "nvidia", "aarch64")]
    [InlineData("CPU implementer : 0xc0\\nCPU architecture: 8\\nCPU part : 0xac3", "Ampere-1", "ampere", "aarch64")]
    [InlineData("CPU implementer : 0x46\\nCPU architecture: 8\\nCPU part : 0x001", "Fujitsu A64FX", "fujitsu", "aarch64")]
    [InlineData("CPU implementer : 0x6d\\nCPU architecture: 8\\nCPU part : 0xd49", "Microsoft Azure Cobalt 100", "microsoft", "aarch64")]
    [InlineData("CPU implementer : 0x51\\nCPU architecture: 8\\nCPU part : 0x001", "Qualcomm Oryon", "qualcomm", "aarch64")]
    [InlineData(
        "model name : ARMv7 Processor rev 4 (v7l)\\nCPU implementer : 0x41\\nCPU architecture: 7\\nCPU part : 0xc0f",
        "Arm Cortex-A15", "arm", "armv7l")]
    [InlineData("hart : 0\\nisa : rv64imafdc\\nuarch : sifive,u74-mc", "sifive,u74-mc", "sifive", "riscv64")]
    [InlineData("isa : rv64imafdcv\\nmvendorid : 0x5b7\\nmarchid : 0x0", "T-Head C9xx", "thead", "riscv64")]
    [InlineData(
        "CPU Family : Loongson-64bit\\nModel Name : Loongson-3A5000\\nFeatures : cpucfg lsx lasx",
        "Loongson-3A5000", "loongson", "loongarch64")]
    [InlineData("cpu : POWER10 (architected), altivec supported", "POWER10", "ibm", "ppc64")]
    [InlineData("cpu : Cell Broadband Engine, altivec supported", "Cell Broadband Engine", "ibm", "ppc64")]
    public void A_processor_has_a_name_a_maker_and_an_architecture(string keys, string model, string vendor, string architecture)
    {
        using var tree = Doctor.Machines.Of("/proc/cpuinfo=processor : 0\\n" + keys + "\\n|/sys/devices/system/cpu/online=0");
        var machine = MachineReader.Read(tree.Root);
        Assert.Equal((model, vendor, architecture),
            (machine.Cpu.Model.Value, machine.Cpu.Vendor.Value, machine.Os.Architecture.Value));
    }

    [Theory]
    [InlineData("Features : fp asimd asimdhp asimddp sve crc32 sve2 i8mm bf16", "asimd asimdhp asimddp i8mm bf16 sve sve2")]
    [InlineData("isa : rv64imafdcv_zicsr_zba_zbb_zfh", "zba zbb rvv zfh")]
    [InlineData("cpu : POWER9, altivec supported", "altivec vsx")]
    [InlineData("cpu : POWER6 (raw), altivec supported", "altivec")]
    [InlineData("features : esan3 zarch vx vxe nnpa", "vx vxe nnpa")]
    public void Of_the_extensions_those_are_told_that_matter_to_a_kernel(string key, string extensions)
    {
        using var tree = Doctor.Machines.Of("/proc/cpuinfo=processor : 0\\n" + key + "\\n|/sys/devices/system/cpu/online=0");
        Assert.Equal(extensions, string.Join(' ', MachineReader.Read(tree.Root).Cpu.Isa));
    }

    [Fact]
    public void A_mainframe_has_a_line_for_each_processor_and_tells_its_caches()
    {
        using var tree = new TreeCopy();
        tree.With("/proc/cpuinfo", "vendor_id       : IBM/S390\n# processors    : 2\nfeatures\t: esan3 zarch vx vxe\n"
            + "cache0          : level=1 type=Data scope=Private size=128K line_size=256 associativity=8\n"
            + "cache1          : level=3 type=Unified scope=Shared size=65536K line_size=256 associativity=16\n"
            + "processor 0: version = FF,  identification = 1633E8,  machine = 2964\n"
            + "processor 1: version = FF,  identification = 1633E8,  machine = 2964\n");
        tree.With("/proc/sysinfo", "Manufacturer:         IBM\nType:                 2964\nLPAR Number:          41\n"
            + "VM00 Name:            guest\nVM00 Control Program: KVM/Linux\n");
        var machine = MachineReader.Read(tree.Root);
        Assert.Equal(("IBM z13 (2964)", "ibm", "s390x", "kvm"), (machine.Cpu.Model.Value, machine.Cpu.Vendor.Value,
            machine.Os.Architecture.Value, machine.Os.Virtualization.Value));
        Assert.Equal(["L1 data x2", "L3 unified x1"],
            machine.Cpu.Caches.Select(cache => $"L{cache.Level} {cache.Kind} x{cache.Instances}"));
        Assert.Equal(["vx", "vxe"], machine.Cpu.Isa);
        Assert.Equal((2, "IBM", "machine type 2964"), (machine.Cpu.Threads.Value, machine.Board.Maker.Value, machine.Board.Model.Value));
    }

    [Fact]
    public void Each_cluster_is_named_and_counted_the_largest_first()
    {
        using var tree = new TreeCopy();
        var (cpuinfo, parts) = ("", new[] { "0xd46", "0xd46", "0xd47", "0xd4e" });
        foreach (var (cpu, part) in parts.Index())
        {
            cpuinfo += $"processor\t: {cpu}\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: {part}\n\n";
            tree.With($"/sys/devices/system/cpu/cpu{cpu}/cpu_capacity", (cpu switch { < 2 => 300, 2 => 850, _ => 1024 }).ToString(
                System.Globalization.CultureInfo.InvariantCulture));
            tree.With($"/sys/devices/system/cpu/cpu{cpu}/topology/core_cpus_list", $"{cpu}");
        }

        tree.With("/proc/cpuinfo", cpuinfo).With("/sys/devices/system/cpu/online", "0-3")
            .With("/sys/devices/system/cpu/cpu3/cpufreq/cpuinfo_max_freq", "3187200");
        var cpus = MachineReader.Read(tree.Root).Cpu;
        Assert.Equal("Arm Cortex-X3 + Cortex-A710 + Cortex-A510", cpus.Model.Value);
        Assert.Equal(["1 Arm Cortex-X3", "1 Arm Cortex-A710", "2 Arm Cortex-A510"],
            cpus.Clusters.Select(cluster => $"{cluster.Cores} {cluster.Name}"));
        Assert.Equal(3187200e3, cpus.Clusters[0].MaxClockHertz.Value);
        Assert.Equal((2, 2), (cpus.PerformanceCores.Value, cpus.EfficiencyCores.Value));
    }

    [Theory]
    [InlineData("nominal_perf=108|highest_perf=110", false)]
    [InlineData("nominal_perf=108|highest_perf=160", true)]
    public void A_switch_at_off_means_something_where_there_is_a_turbo(string levels, bool isTold)
    {
        const string Folder = "/sys/devices/system/cpu";
        using var tree = Doctor.Machines.Of($"{Folder}/online=0|{Folder}/cpufreq/boost=0|"
            + string.Join('|', levels.Split('|').Select(level => $"{Folder}/cpu0/acpi_cppc/{level}")));
        Assert.Equal(isTold, MachineReader.Read(tree.Root).Cpu.Turbo.IsKnown);
    }

    [Fact]
    public void The_table_of_arm_cores_holds_every_makers()
    {
        Assert.Equal("Arm Cortex-A725", ArmParts.Name("0x41", "0xD87").Value);
        Assert.Equal("NVIDIA", ArmParts.Maker("0x4e"));
        Assert.False(ArmParts.Name("0x41", "0xfff").IsKnown);
        Assert.True(ArmParts.IsSmall("Arm Cortex-A53"));
        Assert.False(ArmParts.IsSmall("Arm Cortex-A72"));
    }
}
