using System.Collections.Immutable;
using StackBench.Machine.Import;

namespace StackBench.Machine.Gpu;

/// <summary>The table of published peaks that ships with the program.</summary>
internal static class PublishedPeaks
{
    /// <summary>Makers count memory in powers of ten or two and keep some of it: a match may differ by this share.</summary>
    private const double MemoryTolerance = 0.12;

    private static readonly ImmutableArray<double> DieShares = [1, 0.5];
    private static readonly ImmutableArray<string> Types =
        ["fp64", "fp64_matrix", "fp32", "fp32_matrix", "tf32", "fp16_vector", "fp16", "bf16", "fp8", "int8"];
    private static readonly Lazy<ImmutableArray<PublishedPeak>> Table =
        new(() => [.. CsvTable.Rows(DataFile.Read("gpu-peaks.csv")).Select(Of)]);

    public static ImmutableArray<PublishedPeak> All => Table.Value;

    /// <summary>The row of a GPU by the name its driver gives it and, where both tell it, its memory; null when there is none.</summary>
    public static PublishedPeak? Find(GpuFacts gpu)
    {
        if (!gpu.Name.IsKnown) return null;
        var name = WithoutMaker(gpu.Name.Value, gpu.Vendor);
        return All.FirstOrDefault(peak =>
            peak.Vendor == gpu.Vendor && peak.DriverNames.Contains(name, StringComparer.OrdinalIgnoreCase) && FitsMemory(peak, gpu));
    }

    private static bool FitsMemory(PublishedPeak peak, GpuFacts gpu)
    {
        if (peak.MemoryBytes is not { } published || !gpu.MemoryBytes.IsKnown || gpu.IsIntegrated.Or(false)) return true;
        // Each die of a card with two is a GPU with half the memory.
        return DieShares.Any(share => Math.Abs(gpu.MemoryBytes.Value - (published * share)) < MemoryTolerance * published * share);
    }

    private static string WithoutMaker(string name, string maker) =>
        name.StartsWith(maker + " ", StringComparison.OrdinalIgnoreCase) ? name[(maker.Length + 1)..] : name;

    private static PublishedPeak Of(ToolFields row)
    {
        double? Number(string column, double factor) => row.Number(factor, column) is { IsKnown: true } number ? number.Value : null;
        var maker = row.Text("vendor").Or("");
        return new PublishedPeak(
            maker,
            row.Text("name").Or(""),
            [.. row.Text("driver_names").Or("").Split('|').Select(name => WithoutMaker(name, maker))],
            row.Text("target").Or(""),
            (int?)Number("units", 1),
            Number("boost_mhz", 1e6),
            Types.Select(type => (Type: type, Rate: Number(type, 1e12))).Where(entry => entry.Rate is not null)
                .ToImmutableSortedDictionary(entry => entry.Type, entry => entry.Rate!.Value, StringComparer.Ordinal),
            Number("memory_gb", 1L << 30),
            Number("bandwidth_gbs", 1e9),
            Number("board_watts", 1),
            row.Text("basis").Or(""),
            row.Text("source").Or(""));
    }
}
