using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Machine.Amd;

/// <summary>
/// Output of rocm-smi from ROCm 4 to 6, as JSON or as text. Its clock tables share their keys and overwrite
/// each other, so they are left out.
/// </summary>
internal static class RocmSmi
{
    public static ImmutableArray<GpuFacts> OfJson(JsonElement root)
    {
        var driver = root.TryGetProperty("system", out var system)
            ? JsonFields.Flatten(system).Text("Driver version")
            : Fact<string>.Unknown("the tool printed no driver version");
        return
        [
            .. root.EnumerateObject().Where(
                property => property.Name.StartsWith("card", StringComparison.Ordinal) && property.Value.ValueKind == JsonValueKind.Object)
                .Select(property => Of(property.Name, JsonFields.Flatten(property.Value), driver)),
        ];
    }

    /// <summary>Lines <c>GPU[0] : Key: value</c>.</summary>
    public static ImmutableArray<GpuFacts> OfText(string text)
    {
        var lines = text.Split('\n');
        var driver = lines.Select(line => line.Split("Driver version:")).Where(parts => parts.Length == 2)
            .Select(parts => (Fact<string>)parts[1].Trim()).FirstOrDefault();
        return
        [
            .. lines.Select(GpuLine).OfType<(string Gpu, string Key, string Value)>().GroupBy(line => line.Gpu, StringComparer.Ordinal)
                .Select(group => Of(
                $"gpu{group.Key}", ToolFields.Of(group.Select(line => new KeyValuePair<string, string>(line.Key, line.Value))), driver)),
        ];
    }

    /// <param name="card">Name of the card, where the tool gives no address.</param>
    public static GpuFacts Of(string card, ToolFields fields, Fact<string> driver)
    {
        var device = fields.Text("Device ID", "GPU ID")
            .Then<string>(text => ToolText.PciId(text) is { } id ? id : Fact<string>.Unknown($"'{text}' is no device id"));
        return new GpuFacts
        {
            PciAddress = PciAddress.Normalize(fields.Text("PCI Bus").Or("")) ?? $"drm:{card}",
            Vendor = AmdVendor.Id,
            // Version 4.3 prints ids where names belong.
            Name =
                fields.Text("Card Series", "Card series", "Device Name").Then<string>(name =>
                    name.StartsWith("0x", StringComparison.Ordinal) ? Fact<string>.Unknown("the tool printed an id for the name") : name),
            DeviceId = device.Then<string>(id => $"{AmdVendor.PciId}:{id}").Or("unknown"),
            Driver = "amdgpu",
            DriverVersion = driver,
            Uuid = fields.Text("Unique ID"),
            Revision =
                fields.Text("Device Rev")
                    .Then<string>(text => ToolText.PciId(text) is { } id ? id[2..] : Fact<string>.Unknown($"'{text}' is no revision")),
            Target = fields.Text("GFX Version"),
            MemoryBytes = fields.Size(1, "VRAM Total Memory (B)"),
            SharedMemoryBytes = fields.Count(1, "GTT Total Memory (B)"),
            PowerLimitWatts = fields.Positive(1, "Max Graphics Package Power (W)"),
            Link = Link(fields),
            PartitionMode =
                fields.Text("Compute Partition")
                    .Then(compute => fields.Text("Memory Partition").Then<string>(memory => $"{compute}/{memory}")),
            State = new GpuState
            {
                TemperaturesCelsius = Temperatures(fields),
                PowerWatts = fields.Number(1, "Average Graphics Package Power (W)", "Current Socket Graphics Package Power (W)"),
                ClockHertz = fields.Positive(1e6, "sclk clock speed:"),
                MemoryClockHertz = fields.Positive(1e6, "mclk clock speed:"),
                BusyShare = fields.Number(0.01, "GPU use (%)"),
                MemoryUsedBytes = fields.Count(1, "VRAM Total Used Memory (B)"),
                FanRpm = fields.Number(1, "Fan RPM"),
                FanShare = fields.Number(0.01, "Fan speed (%)"),
                CoreVolts = fields.Positive(1e-3, "Voltage (mV)"),
                PerformanceState = fields.Text("Performance Level"),
            },
        };
    }

    private static PcieLink Link(ToolFields fields)
    {
        var level = fields.Text("pcie clock level").Then<DpmLevel>(
            text => new DpmLevel("", text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..].TrimEnd(')'), IsActive: true));
        return new PcieLink
        {
            GigatransfersPerSecond =
                level.Then<double>(link => link.Gigatransfers is { } rate ? rate : Fact<double>.Unknown("the level states no rate")),
            Lanes = level.Then<int>(link => link.Lanes is { } lanes ? lanes : Fact<int>.Unknown("the level states no lanes")),
        };
    }

    private static ImmutableSortedDictionary<string, double> Temperatures(ToolFields fields)
    {
        var byLabel = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var (sensor, label) in ((string, string)[])[("edge", "edge"), ("junction", "junction"), ("memory", "mem")])
            if (fields.Number(1, $"Temperature (Sensor {sensor}) (C)") is { IsKnown: true, Value: not 0 } celsius)
                byLabel[label] = celsius.Value;
        return byLabel.ToImmutable();
    }

    private static (string Gpu, string Key, string Value)? GpuLine(string line)
    {
        if (!line.StartsWith("GPU[", StringComparison.Ordinal) || line.IndexOf(']', StringComparison.Ordinal) is var close && close < 5)
            return null;
        var rest = line[(close + 1)..].Trim().TrimStart(':').Trim();
        var colon = rest.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? null : (line[4..close], rest[..colon].Trim(), rest[(colon + 2)..].Trim());
    }
}
