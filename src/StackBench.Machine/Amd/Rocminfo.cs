using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Import;

namespace StackBench.Machine.Amd;

/// <summary>Output of rocminfo. An override variable changes the target it prints.</summary>
internal static class Rocminfo
{
    public static bool Recognizes(string text) => text.Contains("HSA Agents", StringComparison.Ordinal)
        || (text.Contains("Marketing Name:", StringComparison.Ordinal) && text.Contains("Compute Unit:", StringComparison.Ordinal));

    public static ImmutableArray<GpuFacts> Parse(string text) =>
        [.. ("\n" + text).Split("\nAgent ").Skip(1).Select(Fields)
            .Where(fields => fields.Text("Name").Or("").StartsWith("gfx", StringComparison.Ordinal)).Select(Of)];

    private static GpuFacts Of(ToolFields fields)
    {
        var location = fields.Count(1, "BDFID");
        var domain = fields.Int("Domain").Or(0);
        var isIntegrated = fields.Text("Memory Properties").Or("").Contains("APU", StringComparison.Ordinal);
        var pool = fields.Size(1024, "Size");
        return new GpuFacts
        {
            PciAddress =
                location.Then<string>(id => string.Create(CultureInfo.InvariantCulture, $"{domain:x4}:{id >> 8 & 0xFF:x2}:"
                    + $"{id >> 3 & 0x1F:x2}.{id & 7:x}")).Or("drm:agent"),
            Vendor = AmdVendor.Id,
            Name = fields.Text("Marketing Name"),
            DeviceId = fields.Text("Chip ID").Then<string>(chip =>
                ToolText.Number(chip) is { } id ? $"{AmdVendor.PciId}:{(int)id:x4}" : Fact<string>.Unknown("no id")).Or("unknown"),
            Driver = "amdgpu",
            // An APU's id is all ones.
            Uuid = fields.Text("Uuid").Then<string>(uuid =>
                uuid.Replace("GPU-", "", StringComparison.Ordinal).Any(digit => digit != 'f')
                    ? uuid
                    : Fact<string>.Unknown("the GPU has no id of its own")),
            IsIntegrated = isIntegrated ? true : Fact<bool>.Unknown("the tool marks only APUs"),
            Target = fields.Text("Name"),
            ComputeUnits = fields.Int("Compute Unit"),
            MaxClockHertz = fields.Positive(1e6, "Max Clock Freq. (MHz)"),
            MemoryBytes = isIntegrated ? Fact<long>.Unknown("an integrated GPU uses main memory") : pool,
            SharedMemoryBytes = isIntegrated ? pool : Fact<long>.Unknown("the tool lists the memory of the card only"),
        };
    }

    private static ToolFields Fields(string agent) =>
        ToolFields.Of(agent.Split('\n').Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
        .Select(parts => new KeyValuePair<string, string>(parts[0].Trim(), parts[1].Trim())));
}
