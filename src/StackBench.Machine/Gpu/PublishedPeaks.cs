using System.Collections.Immutable;
using StackBench.Machine.Import;

namespace StackBench.Machine.Gpu;

/// <summary>The table of published peaks that ships with the program.</summary>
internal static class PublishedPeaks
{
    private static readonly ImmutableArray<string> Types =
        ["fp64", "fp64_matrix", "fp32", "fp32_matrix", "tf32", "fp16_vector", "fp16", "bf16", "fp8", "int8"];
    private static readonly Lazy<ImmutableArray<PublishedPeak>> Table =
        new(() => [.. CsvTable.Rows(DataFile.Read("gpu-peaks.csv")).Select(Of)]);

    public static ImmutableArray<PublishedPeak> All => Table.Value;

    /// <summary>The row of a GPU; null when there is none.</summary>
    public static PublishedPeak? Find(GpuFacts gpu) => PeakMatch.Find(All, gpu);

    private static PublishedPeak Of(ToolFields row)
    {
        double? Number(string column, double factor) => row.Number(factor, column) is { IsKnown: true } number ? number.Value : null;
        return new PublishedPeak(
            row.Text("vendor").Or(""),
            row.Text("name").Or(""),
            [.. row.Text("driver_names").Or("").Split('|')],
            [.. row.Text("devices").Or("").Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Device)],
            row.Text("target").Or(""),
            (int?)Number("units", 1),
            (int)(Number("dies", 1) ?? 1),
            Number("boost_mhz", 1e6),
            Types.Select(type => (Type: type, Rate: Number(type, 1e12))).Where(entry => entry.Rate is not null)
                .ToImmutableSortedDictionary(entry => entry.Type, entry => entry.Rate!.Value, StringComparer.Ordinal),
            Number("memory_gb", 1L << 30),
            Number("bandwidth_gbs", 1e9),
            Number("board_watts", 1),
            row.Text("basis").Or(""),
            row.Text("source").Or(""),
            row.Text("notes").Or(""));
    }

    private static (string, string?) Device(string text) => text.Split('/') is [var id, var revision] ? (id, revision) : (text, null);
}
