using System.Collections.Immutable;
using System.Globalization;
using System.IO.Enumeration;
using StackBench.Core.Results;

namespace StackBench.Core.Expectations;

/// <summary>The main memory a CPU's maker specifies: what its class of machines is built with.</summary>
/// <param name="Channels">Of 64 bits, of all sockets.</param>
/// <param name="TransfersPerSecond">Fastest modules the maker admits.</param>
public sealed record CpuMemory(int Channels, double TransfersPerSecond)
{
    /// <summary>Shares of the specified rate that all threads together usually reach.</summary>
    public const double UsualLow = 0.60, UsualHigh = 0.95;

    /// <summary>Below this share too few channels work, or modules far slower than specified.</summary>
    public const double Low = 0.50;

    private const int BytesPerTransfer = 8;

    private static readonly Lazy<ImmutableArray<(string Pattern, int? Channels, double? MegaTransfers)>> Table = new(() =>
        [.. DataFile.Rows("cpu-memory.csv").Select(row => (row["cpu"], Whole(row["channels"]), (double?)Whole(row["mts"])))]);

    public double BytesPerSecond => Channels * BytesPerSecondOfChannel;

    public double BytesPerSecondOfChannel => TransfersPerSecond * BytesPerTransfer;

    /// <summary>
    /// Null where the model is not in the table, and where the run had only a part of the machine: a virtual one, or few of its cores.
    /// </summary>
    public static CpuMemory? Of(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        if (fingerprint["cpu.model"] is not { } model || IsPart(fingerprint)) return null;
        var row = Table.Value.FirstOrDefault(entry => FileSystemName.MatchesSimpleExpression(entry.Pattern, model));
        return row is { Channels: { } channels, MegaTransfers: { } rate }
            ? new CpuMemory(channels * (Whole(fingerprint["cpu.sockets"]) ?? 1), rate * 1e6)
            : null;
    }

    private static bool IsPart(Fingerprint fingerprint)
    {
        // A container shares the machine's memory; a hypervisor may give a share of its channels.
        string[] containers = ["docker", "podman", "kubernetes", "lxc", "containerd"];
        var isVirtual = (fingerprint["os.virtualization"] ?? "none").Split(", ")
            .Any(part => part != "none" && !containers.Contains(part));
        return isVirtual || (Whole(fingerprint["cpu.cores"]) is { } cores && Whole(fingerprint["cpu.usable-cores"]) is { } usable
            && usable * 2 <= cores);
    }

    private static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
