using System.Text.Json.Nodes;
using StackBench.Machine;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;
using StackBench.Machine.Vendors;

namespace StackBench.Tests.Machine.Import;

public sealed class GoldenDumpTests
{
    [Theory]
    [InlineData("rocm-smi-mi100_rocm571")]
    [InlineData("rocm-smi-rx6700xt_rocm430")]
    [InlineData("rocm-smi-rx6700xt_rocm612")]
    [InlineData("rocm-smi-vega-10-XT")]
    public void Every_generation_of_rocm_smi_json_is_read(string set)
    {
        var fixture = RecordedMachines.Expected(set);
        var dump = Read(set, "rocm-smi-all.json");
        Assert.Equal("rocm-smi", dump.Tool);
        var expected = fixture["gpus"]!.AsArray();
        Assert.Equal(expected.Count, dump.Gpus.Length);
        var differences = new Differences(set);
        foreach (var (node, gpu) in expected.Zip(dump.Gpus))
        {
            differences.Add("bdf", ((string)node!["bdf"]!).ToLowerInvariant(), gpu.PciAddress);
            differences.Add("deviceId", ((string)node["deviceId"]!).Replace("0x", "1002:", StringComparison.Ordinal), gpu.DeviceId);
            // The tool prints chips and lists of products; the ids tell which it is.
            var byId = OwnGpuNames.Find("1002", ((string)node["deviceId"]!)[2..], gpu.Revision);
            differences.Text("series", byId.IsKnown
                ? byId.Value
                : (string?)node["series"] is { } series && !series.StartsWith("0x", StringComparison.Ordinal) ? series : null, gpu.Name);
            differences.Number("edgeC", node["edgeC"], Temperature(gpu, "edge"));
            differences.Number("junctionC", node["junctionC"], Temperature(gpu, "junction"));
            differences.Number("memC", node["memC"], Temperature(gpu, "mem"));
            differences.Number("powerW", node["powerW"], gpu.State.PowerWatts);
            differences.Number("busyPercent", node["busyPercent"], gpu.State.BusyShare, 0.01);
            differences.Number("vramTotalBytes", node["vramTotalBytes"], gpu.MemoryBytes);
            differences.Number("vramUsedBytes", node["vramUsedBytes"], gpu.State.MemoryUsedBytes);
            differences.Text("driver", (string?)fixture["driver"], gpu.DriverVersion);
        }

        differences.AssertNone();
    }

    [Fact]
    public void Amd_smi_is_read()
    {
        var expected = RecordedMachines.Expected("amd-smi-static-mi210")["gpus"]![0]!;
        var gpu = Assert.Single(Read("amd-smi-static-mi210", "amd-smi-static.json").Gpus);
        var differences = new Differences("amd-smi-static-mi210");
        differences.Text("name", (string)expected["name"]!, gpu.Name);
        differences.Add("deviceId", ((string)expected["deviceId"]!).Replace("0x", "1002:", StringComparison.Ordinal), gpu.DeviceId);
        differences.Text("gfx", (string)expected["gfx"]!, gpu.Target);
        differences.Number("cu", expected["cu"], gpu.ComputeUnits);
        differences.Number("vramMB", expected["vramMB"], gpu.MemoryBytes, 1 << 20);
        differences.Number("busBits", expected["busBits"], gpu.MemoryBusBits);
        differences.Number("maxPowerW", expected["maxPowerW"], gpu.PowerLimitWatts);
        differences.Number("maxSclkMHz", expected["maxSclkMHz"], gpu.MaxClockHertz, 1e6);
        differences.Number("maxMclkMHz", expected["maxMclkMHz"], gpu.MaxMemoryClockHertz, 1e6);
        differences.Number("bwGBsComputed", expected["bwGBsComputed"], gpu.MemoryBytesPerSecond, 1e9);
        differences.AssertNone();
        Assert.False(gpu.DriverVersion.IsKnown);
    }

    [Fact]
    public void Amdgpu_top_is_read()
    {
        var expected = RecordedMachines.Expected("amdgpu-top-dump")["gpus"]!.AsArray();
        var dump = Read("amdgpu-top-dump", "amdgpu_top.json");
        Assert.Equal(expected.Count, dump.Gpus.Length);
        var differences = new Differences("amdgpu-top-dump");
        foreach (var (node, gpu) in expected.Zip(dump.Gpus))
        {
            differences.Add("pci", (string)node!["pci"]!, gpu.PciAddress);
            differences.Text("name", (string)node["name"]!, gpu.Name);
            differences.Text("gfx", (string)node["gfx"]!, gpu.Target);
            differences.Number("cu", node["cu"], gpu.ComputeUnits);
            differences.Flag("type", (string)node["type"]! == "APU", gpu.IsIntegrated);
            differences.Number("vramBytes", node["vramBytes"], gpu.MemoryBytes);
            differences.Number("busBits", node["busBits"], gpu.MemoryBusBits);
            differences.Number("maxMclkMHz", node["maxMclkMHz"], gpu.MaxMemoryClockHertz, 1e6);
            differences.Number("bwGBs", node["bwGBs"], gpu.MemoryBytesPerSecond, 1e9);
            differences.Number("maxSclkMHz", node["maxSclkMHz"], gpu.MaxClockHertz, 1e6);
        }

        differences.AssertNone();
    }

    [Theory]
    [InlineData("nvidia-smi-xml-a100-sxm4-v12", 7)]
    [InlineData("nvidia-smi-xml-rtx-3080-v12", 0)]
    [InlineData("nvidia-smi-xml-rtx-3080-v13", 0)]
    [InlineData("nvidia-smi-xml-tesla-t4", 0)]
    [InlineData("nvidia-smi-xml-gtx-1070-ti", 0)]
    public void Every_generation_of_nvidia_smi_xml_is_read(string set, int atMostPartitions)
    {
        var fixture = RecordedMachines.Expected(set);
        var dump = Read(set, "nvidia-smi-q-x.xml");
        Assert.Equal("nvidia-smi -q -x", dump.Tool);
        var (node, gpu) = (fixture["gpus"]!.AsArray().Single()!, Assert.Single(dump.Gpus));
        var differences = new Differences(set);
        differences.Text("driver", (string?)fixture["driver"], gpu.DriverVersion);
        differences.Text("name", (string)node["name"]!, gpu.Name);
        differences.Add("bdf", ((string)node["bdf"]!)[4..].ToLowerInvariant(), gpu.PciAddress);
        differences.Number("memTotalMiB", node["memTotalMiB"], gpu.MemoryBytes, 1 << 20);
        differences.Number("memUsedMiB", node["memUsedMiB"], gpu.State.MemoryUsedBytes, 1 << 20);
        differences.Number("gpuUtil", node["gpuUtil"], gpu.State.BusyShare, 0.01);
        differences.Number("tempC", node["tempC"], Temperature(gpu, "gpu"));
        differences.Number("powerW", node["powerW"], gpu.State.PowerWatts);
        differences.Number("powerLimitW", node["powerLimitW"], gpu.PowerLimitWatts);
        differences.Number("smClockMHz", node["smClockMHz"], gpu.State.ClockHertz, 1e6);
        differences.Number("memClockMHz", node["memClockMHz"], gpu.State.MemoryClockHertz, 1e6);
        differences.Number("maxMemClockMHz", node["maxMemClockMHz"], gpu.MaxMemoryClockHertz, 1e6);
        differences.Number("pcieGen", node["pcieGen"], gpu.Link.GigatransfersPerSecond.Then<int>(Generation));
        differences.Number("pcieWidth", node["pcieWidth"], gpu.Link.Lanes);
        differences.Number("fanPercent", node["fanPercent"], gpu.State.FanShare, 0.01);
        differences.Text("pstate", (string)node["pstate"]!, gpu.State.PerformanceState);
        differences.Text("mig", (string?)node["mig"] == "Enabled" ? "MIG" : "none", gpu.PartitionMode);
        differences.Flag("activeReasons", node["activeReasons"] is null,
            gpu.State.ThrottleReasons.IsKnown ? gpu.State.ThrottleReasons.Value.Length > 0 : true);
        differences.AssertNone();
        Assert.InRange(gpu.Partitions.Length, atMostPartitions > 0 ? 1 : 0, atMostPartitions);
    }

    [Theory]
    [InlineData("nvidia-capture-h100-80gb-hbm3-590.48.01")]
    [InlineData("nvidia-capture-l40s-595.80")]
    [InlineData("nvidia-capture-h100-mig-590.48.01")]
    [InlineData("nvidia-capture-geforce-rtx-2080-super-595.71.05")]
    public void Query_tables_of_nvidia_smi_are_read_idle_and_under_load(string set)
    {
        var expected = RecordedMachines.Expected(set)["queryGpu"]!.AsObject();
        foreach (var (moment, rows) in expected)
        {
            var dump = Read(set, $"nvidia-smi-query-gpu.{moment}.csv");
            Assert.Equal("nvidia-smi --query-gpu", dump.Tool);
            Assert.Equal(rows!.AsArray().Count, dump.Gpus.Length);
            foreach (var (node, gpu) in rows.AsArray().Zip(dump.Gpus))
            {
                var differences = new Differences($"{set} {moment}");
                JsonNode? Value(string name) => ToolText.Known((string)node![name]!) is { } text ? ToolText.Number(text) : null;
                differences.Text("driver_version", (string)node!["driver_version"]!, gpu.DriverVersion);
                differences.Text("name", (string)node["name"]!, gpu.Name);
                differences.Add("pci.bus_id", ((string)node["pci.bus_id"]!)[4..].ToLowerInvariant(), gpu.PciAddress);
                differences.Number(
                    "pcie.link.gen.current", Value("pcie.link.gen.current"), gpu.Link.GigatransfersPerSecond.Then<int>(Generation));
                differences.Number(
                    "pcie.link.gen.gpumax", Value("pcie.link.gen.gpumax"), gpu.Link.MaxGigatransfersPerSecond.Then<int>(Generation));
                differences.Number("pcie.link.width.current", Value("pcie.link.width.current"), gpu.Link.Lanes);
                differences.Number("fan.speed", Value("fan.speed"), gpu.State.FanShare, 0.01);
                differences.Text("pstate", (string)node["pstate"]!, gpu.State.PerformanceState);
                differences.Number("memory.total", Value("memory.total"), gpu.MemoryBytes, 1 << 20);
                differences.Number("memory.used", Value("memory.used"), gpu.State.MemoryUsedBytes, 1 << 20);
                differences.Text(
                    "compute_cap", $"sm_{((string)node["compute_cap"]!).Replace(".", "", StringComparison.Ordinal)}", gpu.Target);
                differences.Number("utilization.gpu", Value("utilization.gpu"), gpu.State.BusyShare, 0.01);
                differences.Number("temperature.gpu", Value("temperature.gpu"), Temperature(gpu, "gpu"));
                differences.Number("temperature.memory", Value("temperature.memory"), Temperature(gpu, "mem"));
                differences.Number("power.draw.instant", Value("power.draw.instant"), gpu.State.PowerWatts);
                differences.Number("power.limit", Value("power.limit"), gpu.PowerLimitWatts);
                differences.Number("clocks.current.sm", Value("clocks.current.sm"), gpu.State.ClockHertz, 1e6);
                differences.Number("clocks.current.memory", Value("clocks.current.memory"), gpu.State.MemoryClockHertz, 1e6);
                differences.Number("clocks.max.sm", Value("clocks.max.sm"), gpu.MaxClockHertz, 1e6);
                differences.Number("clocks.max.memory", Value("clocks.max.memory"), gpu.MaxMemoryClockHertz, 1e6);
                differences.Text("mig.mode.current", (string)node["mig.mode.current"]! == "Enabled" ? "MIG" : "none", gpu.PartitionMode);
                differences.Add(
                    "clocks_event_reasons.active", (string)node["clocks_event_reasons.active"]! == "0x0000000000000004" ? "power" : "",
                    string.Join(',', gpu.State.ThrottleReasons.Value));
                differences.AssertNone();
            }
        }
    }

    [Fact]
    public void Mig_instances_are_partitions_of_one_gpu()
    {
        var gpu = Assert.Single(Read("nvidia-capture-h100-mig-590.48.01", "nvidia-smi-q.load.txt").Gpus);
        Assert.Equal("MIG", gpu.PartitionMode.Value);
        Assert.Equal([60, 32, 16, 16], gpu.Partitions.Select(partition => partition.ComputeUnits.Value));
        Assert.False(gpu.State.BusyShare.IsKnown);
        Assert.Equal(444.72, gpu.State.PowerWatts.Value);
    }

    [Theory]
    [InlineData("nvidia-multi-h100sxmx8")]
    [InlineData("nvidia-multi-rtx4090")]
    [InlineData("nvidia-multi-l4")]
    public void Machines_with_many_nvidia_gpus_are_read_from_text(string set)
    {
        var expected = RecordedMachines.Expected(set)["expect"]!;
        var gpus = Read(set, "nvidia-smi-q.txt").Gpus;
        var differences = new Differences(set);
        differences.Add("gpus", $"{expected["gpus"]}", $"{gpus.Length}");
        differences.Add("bdfs", string.Join(' ', expected["bdfs"]!.AsArray().Select(bdf => ((string)bdf!)[4..].ToLowerInvariant())),
            string.Join(' ', gpus.Select(gpu => gpu.PciAddress)));
        foreach (var gpu in gpus)
        {
            differences.Text("name", (string)expected["name"]!, gpu.Name);
            differences.Text("driver", (string)expected["driver"]!, gpu.DriverVersion);
            differences.Number("memTotalMiB", expected["memTotalMiB"], gpu.MemoryBytes, 1 << 20);
            differences.Number("maxMemClockMHz", expected["maxMemClockMHz"], gpu.MaxMemoryClockHertz, 1e6);
            differences.Number("defaultPowerLimitW", expected["defaultPowerLimitW"], gpu.PowerLimitWatts);
        }

        foreach (var gpu in Read(set, "deviceQuery.txt").Gpus)
        {
            differences.Text("name", (string)expected["name"]!, gpu.Name);
            differences.Number("sm", expected["sm"], gpu.ComputeUnits);
            differences.Number("busBits", expected["busBits"], gpu.MemoryBusBits);
            differences.Add("bwGBsComputed", $"{(double)expected["bwGBsComputed"]!:F1}", $"{gpu.MemoryBytesPerSecond.Or(0) / 1e9:F1}");
            differences.Add("address", "listed", gpus.Any(other => other.PciAddress == gpu.PciAddress) ? "listed" : gpu.PciAddress);
        }

        differences.AssertNone();
    }

    [Fact]
    public void Mi300X_is_read_from_the_text_of_rocm_smi_and_rocminfo()
    {
        const string Set = "rocm-mi300x_x4";
        var expected = RecordedMachines.Expected(Set)["expect"]!;
        var smi = Read(Set, "rocm-smi-a.txt").Gpus;
        Assert.Equal((int)expected["gpus"]!, smi.Length);
        Assert.Equal("0000:26:00.0", smi[0].PciAddress);
        Assert.Equal(133, smi[0].State.PowerWatts.Value);
        Assert.Equal(750, smi[0].PowerLimitWatts.Value);
        var agents = Read(Set, "rocminfo.txt").Gpus;
        Assert.NotEmpty(agents);
        foreach (var gpu in agents)
        {
            Assert.Equal(((string)expected["name"]!, (string)expected["gfx"]!, (int)expected["cu"]!),
                (gpu.Name.Value, gpu.Target.Value, gpu.ComputeUnits.Value));
            Assert.Equal((double)expected["maxClkMHz"]! * 1e6, gpu.MaxClockHertz.Value);
            Assert.Equal((long)expected["poolKB"]! << 10, gpu.MemoryBytes.Value);
        }

        Assert.Contains(smi, gpu => gpu.PciAddress == agents[0].PciAddress);
    }

    [Theory]
    [InlineData("rocprof-sysinfo-mi300x_a1")]
    [InlineData("rocprof-sysinfo-mi200")]
    public void The_profilers_system_table_is_read(string set)
    {
        var expected = RecordedMachines.Expected(set)["expect"]!;
        var gpu = Assert.Single(Read(set, "sysinfo.csv").Gpus);
        var differences = new Differences(set);
        differences.Text("gpu_arch", (string)expected["gpu_arch"]!, gpu.Target);
        differences.Number("cu_per_gpu", Number(expected, "cu_per_gpu"), gpu.ComputeUnits);
        differences.Number("max_sclk", Number(expected, "max_sclk"), gpu.MaxClockHertz, 1e6);
        differences.Number("max_mclk", Number(expected, "max_mclk"), gpu.MaxMemoryClockHertz, 1e6);
        differences.Number("hbm_bw", Number(expected, "hbm_bw"), gpu.MemoryBytesPerSecond, 1e9);
        differences.Text("partition", (string)expected["compute_partition"]! == "NA"
            ? null
            : $"{expected["compute_partition"]}/{expected["memory_partition"]}", gpu.PartitionMode);
        differences.AssertNone();
    }

    [Fact]
    public void Every_recorded_set_has_a_test()
    {
        string[] covered = ["sysfs-", "kfd-", "cpu-", "cpuid", "ids", "rocm-smi-", "amd-smi-", "amdgpu-top-", "nvidia-smi-xml-",
            "nvidia-capture-", "nvidia-multi-", "rocm-mi300x_x4", "rocprof-sysinfo-"];
        Assert.DoesNotContain(RecordedMachines.All().Select(set => (string)set["id"]!), id =>
            !covered.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static GpuDump Read(string set, string file) =>
        GpuDump.Parse(File.ReadAllText(Path.Combine(RecordedMachines.Root(set), "cmd", file)));

    private static JsonNode? Number(JsonNode node, string name) => ToolText.Number((string)node[name]!);

    private static Fact<int> Generation(double gigatransfers) =>
        gigatransfers switch { 2.5 => 1, 5 => 2, 8 => 3, 16 => 4, 32 => 5, 64 => 6, _ => 0 };

    private static Fact<double> Temperature(GpuFacts gpu, string sensor) =>
        gpu.State.TemperaturesCelsius.TryGetValue(sensor, out var celsius) ? celsius : Fact<double>.Unknown("no such sensor");
}
