using System.Globalization;
using StackBench.Core.Results;

namespace StackBench.Core.Expectations;

/// <summary>What a run knows of a GPU that tells which product it is.</summary>
/// <param name="Name">As its driver gives it.</param>
/// <param name="PciId">Vendor and device id: <c>10de:2330</c>; null where it is not known.</param>
/// <param name="MemoryBytes">Null where it is not known.</param>
/// <param name="Link">What its link to the host can do, and how many lanes it runs with.</param>
/// <param name="Partition">Mode in which it is divided; null where it is not.</param>
public sealed record GpuIdentity(string Name, string? PciId, double? MemoryBytes, GpuLink? Link, string? Partition)
{
    private const string Prefix = "gpu.", NameEnding = ".name";

    /// <summary>Makers of laptops set power limits and wire links as they like.</summary>
    public bool IsLaptop =>
        Name.Contains("Laptop", StringComparison.OrdinalIgnoreCase) || Name.EndsWith("Mobile", StringComparison.OrdinalIgnoreCase);

    /// <summary>The GPU a result was measured on; null for a CPU, and where it cannot be told which of different ones it was.</summary>
    /// <param name="device">PCI address, or what the engine calls it.</param>
    public static GpuIdentity? Of(Fingerprint fingerprint, string device)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(device);
        if (device == "cpu") return null;
        string[] addresses =
        [
            .. fingerprint.Facts.Where(fact => fact.Value is not null && fact.Name.StartsWith(Prefix, StringComparison.Ordinal)
                    && fact.Name.EndsWith(NameEnding, StringComparison.Ordinal) && fact.Name.Length > Prefix.Length + NameEnding.Length)
                .Select(fact => fact.Name[Prefix.Length..^NameEnding.Length]),
        ];
        var own = addresses.FirstOrDefault(address => device.StartsWith(address, StringComparison.Ordinal));
        // A driver that computes on the CPU has an id of its own beside a true GPU.
        if (own is null && fingerprint.Facts.Any(fact => IsDriverOfCpu(fact, device))) return null;
        own ??= addresses.DistinctBy(address => fingerprint[$"{Prefix}{address}{NameEnding}"]).ToArray() is [var only] ? only : null;
        return own is null ? null : Read(fingerprint, own);
    }

    private static bool IsDriverOfCpu(FingerprintFact fact, string device)
    {
        return fact.Name.StartsWith("engine.vulkan.driver", StringComparison.Ordinal) ? Is("llvmpipe")
            : fact.Name.StartsWith("engine.opencl.driver", StringComparison.Ordinal)
            && device.StartsWith("opencl:", StringComparison.Ordinal) && (Is("llvmpipe") || Is("Portable Computing Language"));

        bool Is(string name) => fact.Value?.Contains(name, StringComparison.Ordinal) == true;
    }

    private static GpuIdentity Read(Fingerprint fingerprint, string address)
    {
        string? Fact(string name) => fingerprint[$"{Prefix}{address}.{name}"];
        return new GpuIdentity(
            Fact("name")!, Fact("device-id"), Bytes(Fact("memory")), GpuLink.Of(Fact("link-lanes"), Fact("link-most")),
            Fact("partition") is { } mode && mode is not ("none" or "SPX" or "SPX/NPS1" or "whole" or "") ? mode : null);
    }

    // Facts are written for people: 80.0 GiB.
    private static double? Bytes(string? text)
    {
        if (text?.Split(' ') is not [var number, var unit]
            || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return null;
        return unit switch
        {
            "MiB" => value * (1L << 20),
            "GiB" => value * (1L << 30),
            "TiB" => value * (1L << 40),
            _ => null,
        };
    }
}
