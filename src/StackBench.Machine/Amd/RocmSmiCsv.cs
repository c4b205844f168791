using System.Collections.Immutable;
using StackBench.Machine.Import;

namespace StackBench.Machine.Amd;

/// <summary>Output of <c>rocm-smi --csv</c>: a row a card, columns as the keys of its JSON; noise may stand before the header.</summary>
internal static class RocmSmiCsv
{
    public static bool Recognizes(string text) => Table(text) is not null;

    public static ImmutableArray<GpuFacts> Parse(string text)
    {
        var table = Table(text) ?? "";
        return [.. CsvTable.Rows(table).Where(row => row.Text("device").Or("").StartsWith("card", StringComparison.Ordinal))
            .Select(row => RocmSmi.Of(row.Text("device").Value, row, row.Text("Driver version")))];
    }

    private static string? Table(string text)
    {
        var at = text.StartsWith("device,", StringComparison.Ordinal) ? 0 : text.IndexOf("\ndevice,", StringComparison.Ordinal) + 1;
        return at > 0 || text.StartsWith("device,", StringComparison.Ordinal) ? text[at..] : null;
    }
}
