using System.Text.Json.Nodes;
using StackBench.Machine.Cpu;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine;

public sealed class GoldenCpuTests
{
    [Theory]
    [InlineData("cpu-i7-1370p-hybrid", 1, 14, 20)]
    [InlineData("cpu-power9-v100-numa", 2, 8, 32)]
    [InlineData("cpu-xeon-e5-2680v3-offline", 2, 17, 17)]
    [InlineData("cpu-only-vm-zen5", 1, 2, 2)]
    public void What_is_online_of_a_recorded_machine_is_counted(string set, int sockets, int cores, int threads)
    {
        var cpu = MachineReader.Read(RecordedMachines.Root(set)).Cpu;
        Assert.Equal((sockets, cores, threads), (cpu.Sockets.Value, cpu.Cores.Value, cpu.Threads.Value));
        Assert.Equal(threads, cpu.AllowedCpus.Length);
        Assert.Equal(cores, cpu.UsableCores);
    }

    [Theory]
    [InlineData("cpu-i7-1370p-hybrid")]
    [InlineData("cpu-power9-v100-numa")]
    [InlineData("cpu-xeon-e5-2680v3-offline")]
    [InlineData("cpu-only-vm-zen5")]
    public void Every_expected_fact_of_a_recorded_processor_is_found(string set)
    {
        var root = RecordedMachines.Root(set);
        var expected = RecordedMachines.Expected(set)["cpu"]!;
        var info = CpuInfo.Parse(File.ReadAllText(Path.Combine(root, "proc", "cpuinfo")));
        var cpu = MachineReader.Read(root).Cpu;

        if ((string?)expected["modelName"] is { } model) Assert.Equal(model, cpu.Model.Value);
        if ((int?)expected["processorsInCpuinfo"] is { } processors) Assert.Equal(processors, info.Processors.Count);
        if ((int?)expected["sockets"] is { } sockets) Assert.Equal(sockets, cpu.Sockets.Value);
        // The recorded cpuinfo lists cores that were offline; both counts must come out of it.
        if ((int?)expected["physicalCores"] is { } cores)
            Assert.Equal(
                cores, info.Processors.Keys.Select(id => (info.Number(id, "physical id"), info.Number(id, "core id"))).Distinct().Count());
        if ((int?)expected["pCores"] is { } performance) Assert.Equal(performance, cpu.PerformanceCores.Value);
        if ((int?)expected["eCores"] is { } efficiency) Assert.Equal(efficiency, cpu.EfficiencyCores.Value);
        if (expected["isa"] is JsonArray isa) Assert.Equal([], isa.Select(name => (string)name!).Except(cpu.Isa));
    }

    [Fact]
    public void Memory_of_gpus_that_shows_as_nodes_is_not_main_memory()
    {
        var machine = MachineReader.Read(RecordedMachines.Root("cpu-power9-v100-numa"));
        Assert.Equal((129839104L + 133952000L) << 10, machine.Memory.TotalBytes.Value);
        Assert.Equal(2, machine.Cpu.NumaNodes.Value);
    }

    [Fact]
    public void A_machine_whose_first_node_is_offline_has_one_node() =>
        Assert.Equal(1, MachineReader.Read(RecordedMachines.Root("cpu-xeon-e5-2680v3-offline")).Cpu.NumaNodes.Value);

    [Fact]
    public void Every_recorded_CPUID_dump_gives_vendor_family_model_and_features()
    {
        var dumps = RecordedMachines.Expected("cpuid")["dumps"]!.AsArray();
        Assert.Equal(19, dumps.Count);
        foreach (var dump in dumps)
        {
            var file = (string)dump!["file"]!;
            var cpuid = new Cpuid(CpuidDump.Read(Path.Combine(RecordedMachines.Root("."), file)));
            Assert.Equal((file, ((string)dump["vendor"]!).Trim(), (int)dump["family"]!, (int)dump["model"]!),
                (file, cpuid.Vendor, cpuid.Family, cpuid.Model));
            // Names the kernel does not give to the features, or that do not matter for a rate.
            Assert.Equal([],
                dump["features"]!.AsArray().Select(name => (string)name!).Where(name => name != "hybrid").Except(cpuid.Isa)
                    .Select(name => $"{file}: {name} is missing"));
        }
    }

    [Fact]
    public void Caches_come_from_CPUID_where_sysfs_hides_them()
    {
        var epyc = new Cpuid(CpuidDump.Read(Path.Combine(RecordedMachines.Root("cpuid"), "AMD-17h-Zen-2xEpyc-7451.txt")));
        Assert.Equal(
            ["L1 data 32768 x24", "L1 instruction 65536 x24", "L2 unified 524288 x24", "L3 unified 8388608 x8"],
            epyc.Caches(threads: 48).Select(cache => $"L{cache.Level} {cache.Kind} {cache.SizeBytes} x{cache.Instances}"));
    }
}
