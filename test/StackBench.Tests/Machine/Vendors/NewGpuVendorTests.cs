using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine;
using StackBench.Machine.Doctor;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;
using StackBench.Machine.Reading;
using StackBench.Machine.Telemetry;
using StackBench.Machine.Vendors;
using StackBench.Tests.Machine.Doctor;
using StackBench.Tests.Machine.Telemetry;

namespace StackBench.Tests.Machine.Vendors;

/// <summary>A vendor added as CONTRIBUTING says: by a record and its line in the list.</summary>
public sealed class NewGpuVendorTests : IDisposable
{
    private const string Address = "0000:05:00.0";
    private const string Folder = "/sys/bus/pci/devices/" + Address;

    private static readonly GpuVendor Acme = new()
    {
        Id = "acme",
        Name = "Acme",
        PciId = "abcd",
        VisibleDevices = [new("ACME_VISIBLE_DEVICES", "all")],
        AcceleratorsAreGpus = true,
        DriverName = (tree, device) => tree.Line($"{device.Folder}/product"),
        Describe = (tree, device, gpu) => gpu with { MemoryBytes = tree.Number($"{device.Folder}/memory") },
        Telemetry = tree => new SysfsTelemetry(tree, (files, folder, device) =>
            [FileChannel.OpenFirst(files, new(device, TelemetryQuantities.Power, Unit.Watt), 1e-3, watts =>
                watts > 0, $"{folder}/milliwatts")]),
        Dumps = [new("acme-smi", "acme-smi list", text => text.StartsWith("ACME", StringComparison.Ordinal) ? [Gpu(text[5..])] : null)],
        Doctoring = new() { UndivideCommand = "acme-smi whole" },
    };

    private static readonly ImmutableArray<GpuVendor> All = [.. GpuVendors.All, Acme];

    // A processing accelerator, not a display.
    private readonly TreeCopy _tree = new TreeCopy().With($"{Folder}/class", "0x120000\n").With($"{Folder}/vendor", "0xabcd\n")
        .With($"{Folder}/device", "0x0001\n")
        .With($"{Folder}/product", "Acme One\n").With($"{Folder}/memory", "1024\n").With($"{Folder}/milliwatts", "75000\n");

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Its_gpu_is_found_named_and_described()
    {
        var gpu = Assert.Single(MachineReader.Read(_tree.Root, null, All).Gpus);
        Assert.Equal((Address, "acme", "Acme One", "abcd:0001", 1024),
            (gpu.PciAddress, gpu.Vendor, gpu.Name.Value, gpu.DeviceId, gpu.MemoryBytes.Value));
        Assert.Empty(MachineReader.Read(_tree.Root).Gpus);
    }

    [Fact]
    public void Its_gpu_has_telemetry()
    {
        var gpu = MachineReader.Read(_tree.Root, null, All).Gpus[0];
        using var sources = new TelemetrySources([gpu], TimeProvider.System, _tree.Root, All);
        using var readings = new Readings(sources.OpenGpu(gpu)).Tick(0);
        Assert.Equal([75], readings.Values($"{Address}.power"));
    }

    [Theory]
    [InlineData("", "warning")]
    [InlineData("1", "note")]
    [InlineData("all", "fine")]
    [InlineData(null, "fine")]
    public void The_doctor_knows_its_variable(string? value, string expected)
    {
        var facts = MachineReader.Read(_tree.Root, null, All);
        var input = new CheckInput(new SystemTree(_tree.Root), facts, name =>
            name == "ACME_VISIBLE_DEVICES" ? value : null, Fact<Activity>.Unknown("recorded"));
        Assert.Equal(expected, Machines.Verdict(Checkup.Examine(input with { Vendors = All }), "env.visible-devices"));
        Assert.Equal("fine", Machines.Verdict(Checkup.Examine(input), "env.visible-devices"));
    }

    [Fact]
    public void What_it_leaves_out_is_not_checked()
    {
        var input = new CheckInput(new SystemTree(_tree.Root), MachineReader.Read(_tree.Root, null, All), null,
            Fact<Activity>.Unknown("recorded"))
        { Vendors = All };
        var diagnosis = Checkup.Examine(input);
        Assert.All(["gpu.errors", "gpu.power-cap", "gpu.access", "pci.link"], id =>
            Assert.Equal("not checked", Machines.Verdict(diagnosis, id)));
    }

    [Fact]
    public void The_output_of_its_tool_is_read()
    {
        Assert.Equal("Two", GpuDump.Parse("ACME Two", All).Gpus[0].Name.Value);
        Assert.Contains("deviceQuery, acme-smi list", Assert.Throws<FormatException>(() => GpuDump.Parse("Two", All)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_vendors_share_an_id()
    {
        Assert.Distinct(GpuVendors.All.Select(vendor => vendor.Id));
        Assert.Distinct(GpuVendors.All.Select(vendor => vendor.PciId));
        Assert.Distinct(GpuVendors.All.Select(vendor => vendor.EngineKind));
    }

    private static GpuFacts Gpu(string name) =>
        new() { PciAddress = "drm:gpu0", Vendor = "acme", Name = name, DeviceId = "unknown", Driver = "acme" };
}
