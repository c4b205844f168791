using System.Text.Json.Nodes;
using StackBench.Machine;
using StackBench.Machine.Amd;
using StackBench.Machine.Reading;

namespace StackBench.Tests.Machine;

public sealed class GoldenGpuDetailTests
{
    public static TheoryData<string> SysfsSets => new(
        "sysfs-amd-rx6900xt", "sysfs-amd-rx7900xtx", "sysfs-amd-rx9070xt", "sysfs-amd-rx7600s", "sysfs-amd-phoenix", "sysfs-amd-vangogh",
        "sysfs-amd-rx580",
        "sysfs-amd-vega56", "sysfs-amd-hd7870", "sysfs-intel-b580-6.16", "sysfs-intel-a380-i915", "sysfs-intel-tigerlake",
        "sysfs-nvidia-rtx4080");

    [Theory]
    [MemberData(nameof(SysfsSets))]
    public void Every_expected_detail_of_a_recorded_gpu_is_found(string set)
    {
        var expected = RecordedMachines.Expected(set)["gpus"]!.AsArray().Single()!;
        var gpu = Assert.Single(MachineReader.Read(RecordedMachines.Root(set)).Gpus);
        var differences = new Differences(set);
        // Without the vendor library nothing in files tells an NVIDIA card from a system on a chip.
        if (gpu.Vendor != "nvidia") differences.Flag("integrated", (bool)expected["integrated"]!, gpu.IsIntegrated);
        differences.Number("vramTotalBytes", expected["vramTotalBytes"], gpu.MemoryBytes);
        differences.Number("vramUsedBytes", expected["vramUsedBytes"], gpu.State.MemoryUsedBytes);
        // The topology tells what amdgpu's files here do not.
        if (expected["gttTotalBytes"] is not null || !gpu.IsIntegrated.Or(false))
            differences.Number("gttTotalBytes", expected["gttTotalBytes"], gpu.SharedMemoryBytes);
        differences.Number("gpuBusyPercent", expected["gpuBusyPercent"], gpu.State.BusyShare, 0.01);
        if (Has(expected, "powerAverageW")) differences.Number("powerAverageW", expected["powerAverageW"], gpu.State.PowerWatts);
        if (Has(expected, "powerCapW")) differences.Number("powerCapW", expected["powerCapW"], gpu.PowerLimitWatts);
        if (Has(expected, "sclkMHz")) differences.Number("sclkMHz", Masked(expected["sclkMHz"]), gpu.State.ClockHertz, 1e6);
        if (Has(expected, "mclkMHz")) differences.Number("mclkMHz", expected["mclkMHz"], gpu.State.MemoryClockHertz, 1e6);
        if (Has(expected, "fanRpm")) differences.Number("fanRpm", expected["fanRpm"], gpu.State.FanRpm);
        if (Has(expected, "vddgfxMv")) differences.Number("vddgfxMv", Masked(expected["vddgfxMv"]), gpu.State.CoreVolts, 1e-3);
        foreach (var (sensor, celsius) in expected["tempC"]?.AsObject() ?? [])
            differences.Number($"tempC.{sensor}", celsius, Temperature(gpu, sensor));
        differences.Add("tempC", $"{expected["tempC"]?.AsObject().Count ?? 0} sensors", $"{gpu.State.TemperaturesCelsius.Count} sensors");
        var (speed, width) = ((string?)expected["endpointLink"]![0], (string?)expected["endpointLink"]![1]);
        differences.Text("endpointLink", speed is null or "Unknown" ? null : $"{speed} x{width}", gpu.Link.Endpoint);
        differences.AssertNone();
    }

    [Theory]
    [InlineData("sysfs-amd-rx6900xt")]
    [InlineData("sysfs-amd-rx7600s")]
    [InlineData("sysfs-amd-phoenix")]
    public void Every_field_of_a_recorded_metrics_table_is_decoded(string set)
    {
        var expected = RecordedMachines.Expected(set)["gpus"]![0]!["gpuMetrics"]!.AsObject();
        var file = Directory.EnumerateFiles(RecordedMachines.Root(set), "gpu_metrics", SearchOption.AllDirectories).Single();
        var table = GpuMetrics.Decode(File.ReadAllBytes(file)).Value;
        Assert.Equal(((int)expected["format_revision"]!, (int)expected["content_revision"]!), (table.Format, table.Content));
        foreach (var (name, node) in expected.Where(
            field => field.Key is not ("structure_size" or "format_revision" or "content_revision")))
        {
            var values = node is JsonArray array ? array.Select(value => (ulong)value!).ToArray() : [(ulong)node!];
            Assert.Equal($"{name} {string.Join(' ', values)}",
                $"{name} {string.Join(' ', table.All(name).Select(value => value ?? NotAvailable(values)))}");
        }
    }

    [Theory]
    [InlineData("sysfs-amd-rx6900xt", 16, 16)]
    [InlineData("sysfs-amd-rx7900xtx", 16, 16)]
    [InlineData("sysfs-amd-rx9070xt", 16, 16)]
    [InlineData("sysfs-amd-rx7600s", 16, 8)]
    [InlineData("sysfs-amd-rx580", 8, 16)]
    [InlineData("sysfs-amd-vega56", 8, 16)]
    public void The_link_is_the_active_one_and_not_what_the_endpoint_says(string set, double gigatransfers, int lanes)
    {
        var link = MachineReader.Read(RecordedMachines.Root(set)).Gpus[0].Link;
        Assert.Equal((gigatransfers, lanes), (link.GigatransfersPerSecond.Value, link.Lanes.Value));
    }

    [Theory]
    [InlineData("sysfs-intel-b580-6.16")]
    [InlineData("sysfs-intel-a380-i915")]
    public void A_dummy_link_of_an_Arc_card_is_not_reported_as_its_speed(string set) =>
        Assert.False(MachineReader.Read(RecordedMachines.Root(set)).Gpus[0].Link.GigatransfersPerSecond.IsKnown);

    [Fact]
    public void Partitions_of_one_device_are_one_gpu()
    {
        var gpus = MachineReader.Read(RecordedMachines.Root("kfd-mi300x-8x-cpx")).Gpus;
        var expected = RecordedMachines.Expected("kfd-mi300x-8x-cpx");
        Assert.Equal((int)expected["physicalGpusByUniqueId"]!, gpus.Length);
        Assert.Equal((int)expected["logicalGpuNodes"]!, gpus.Sum(gpu => gpu.Partitions.Length));
        Assert.All(gpus, gpu => Assert.Equal("gfx942", gpu.Target.Value));
        Assert.All(gpus.SelectMany(gpu => gpu.Partitions), partition => Assert.Equal(38, partition.ComputeUnits.Value));
        Assert.Equal("renderD128", gpus[0].Partitions[0].Name.Value);
    }

    [Theory]
    [InlineData("kfd-mi300x-8x-cpx")]
    [InlineData("kfd-mi210-8x")]
    [InlineData("sysfs-amd-phoenix")]
    [InlineData("sysfs-amd-vangogh")]
    public void Every_expected_node_of_the_compute_topology_is_found(string set)
    {
        var expected = RecordedMachines.Expected(set);
        var nodes = KfdNode.ReadAll(new StackBench.Machine.Files.SystemTree(RecordedMachines.Root(set))).ToDictionary(node => node.Number);
        foreach (var node in (expected["kfdNodes"] ?? expected["kfdGpuNodes"])!.AsArray())
        {
            var (number, found) = ((int)node!["node"]!, nodes[(int)node["node"]!]);
            Assert.Equal((number, (int)node["cu"]! > 0), (number, found.IsGpu));
            if (!found.IsGpu) continue;
            Assert.Equal((number, (string)node["gfx"]!, (int)node["cu"]!, $"renderD{node["renderMinor"]}"),
                (number, found.Target.Value, found.ComputeUnits.Value, found.RenderNode.Value));
            if (node["deviceId"] is { } device) Assert.Equal((string)device!, found.DeviceId);
            if (node["uniqueId"] is { } unique)
                Assert.Equal(ulong.Parse((string)unique!, System.Globalization.CultureInfo.InvariantCulture), found.UniqueId);
            Assert.Equal((double)node["maxClkMHz"]! * 1e6, found.MaxClockHertz.Or(0));
        }
    }

    [Fact]
    public void Links_between_gpus_are_told()
    {
        var gpus = MachineReader.Read(RecordedMachines.Root("kfd-mi210-8x")).Gpus;
        Assert.Equal(8, gpus.Length);
        var first = gpus.Single(gpu => gpu.PciAddress == "0000:63:00.0");
        Assert.Equal(3, first.PeerLinks.Length);
        Assert.All(first.PeerLinks, link => Assert.Equal(("xgmi", 50e9), (link.Kind, link.BytesPerSecond.Value)));
        Assert.Equal(104, first.ComputeUnits.Value);
        Assert.False(first.IsIntegrated.Value);
    }

    private static ulong NotAvailable(ulong[] expected) =>
        expected.Contains(ulong.MaxValue) ? ulong.MaxValue : expected.Contains(uint.MaxValue) ? uint.MaxValue : ushort.MaxValue;

    /// <summary>A clock or a voltage of zero is a sensor that is masked.</summary>
    private static JsonNode? Masked(JsonNode? reading) => (double?)reading == 0 ? null : reading;

    private static bool Has(JsonNode node, string name) => node.AsObject().ContainsKey(name);

    private static Fact<double> Temperature(GpuFacts gpu, string sensor) =>
        gpu.State.TemperaturesCelsius.TryGetValue(sensor, out var celsius) ? celsius : Fact<double>.Unknown("no such sensor");
}
