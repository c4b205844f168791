using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Machine.Nvidia;

/// <summary>Output of the CUDA sample deviceQuery, which alone tells multiprocessors and bus width.</summary>
internal static class DeviceQuery
{
    public static bool Recognizes(string text) => text.Contains("CUDA Device Query", StringComparison.Ordinal)
        || text.Contains("CUDA Capability Major/Minor version number", StringComparison.Ordinal);

    public static ImmutableArray<GpuFacts> Parse(string text) =>
        [.. ("\n" + text).Split("\nDevice ").Skip(1).Where(part => part.Length > 0 && char.IsAsciiDigit(part[0])).Select(Of)];

    private static GpuFacts Of(string part, int index)
    {
        var lines = part.Split('\n');
        var fields = ToolFields.Of(lines.Skip(1).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .Select(pair => new KeyValuePair<string, string>(pair[0].Trim(), pair[1].Trim())));
        var units = lines.Where(line => line.Contains("Multiprocessors", StringComparison.Ordinal))
            .Select(line => ToolText.Number(line.Trim())).FirstOrDefault();
        var bits = fields.Int("Memory Bus Width");
        var memoryClock = fields.Positive(1e6, "Memory Clock rate");
        var isIntegrated = fields.Text("Integrated GPU sharing Host Memory").Then<bool>(answer => answer == "Yes");
        var memory = fields.Text("Total amount of global memory").Then(Bytes);
        return new GpuFacts
        {
            PciAddress = Address(fields.Text("Device PCI Domain ID / Bus ID / location ID").Or(""))
                ?? string.Create(CultureInfo.InvariantCulture, $"drm:gpu{index}"),
            Vendor = NvidiaVendor.Id,
            Name = lines[0].Split('"') is [_, var name, ..] ? name : Fact<string>.Unknown("the tool printed no name"),
            DeviceId = "unknown",
            Driver = "nvidia",
            Target =
                fields.Text("CUDA Capability Major/Minor version number")
                    .Then<string>(version => $"sm_{version.Replace(".", "", StringComparison.Ordinal)}"),
            ComputeUnits = units is > 0 ? (int)units.Value : Fact<int>.Unknown("the tool printed no multiprocessors"),
            IsIntegrated = isIntegrated,
            MemoryBytes = isIntegrated.Or(false) ? Fact<long>.Unknown("an integrated GPU uses main memory") : memory,
            SharedMemoryBytes = isIntegrated.Or(false) ? memory : Fact<long>.Unknown("the tool prints no shared memory of a card"),
            MemoryBusBits = bits,
            MaxClockHertz = fields.Positive(1e6, "GPU Max Clock rate"),
            MaxMemoryClockHertz = memoryClock,
            MemoryBytesPerSecond = NvidiaVendor.MemoryBytesPerSecond(memoryClock, bits),
        };
    }

    /// <summary>Of <c>96768 MBytes (101468602368 bytes)</c>.</summary>
    private static Fact<long> Bytes(string text) =>
        text.Split('(') is [_, var exact] && ToolText.Number(exact) is > 0 and < 1L << 60 and var bytes
            ? (long)bytes
            : ToolText.Number(text) is > 0 and < 1L << 40 and var megabytes
                ? (long)(megabytes * (1 << 20))
                : Fact<long>.Unknown("the tool printed no amount of memory");

    private static string? Address(string text)
    {
        var numbers = text.Split('/').Select(part => ToolText.Number(part.Trim())).ToArray();
        return numbers is [{ } domain, { } bus, { } device]
            ? PciAddress.Normalize(string.Create(CultureInfo.InvariantCulture, $"{(int)domain:x4}:{(int)bus:x2}:{(int)device:x2}.0"))
            : null;
    }
}
