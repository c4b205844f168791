using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Units;

namespace StackBench.Core.Expectations;

/// <summary>A figure of a device that somebody measured and published, in the unprefixed <paramref name="Unit"/>.</summary>
/// <param name="Device">As the table names it: <c>H100 SXM5</c>.</param>
/// <param name="PciIds">Vendor and device ids; several products may share one.</param>
/// <param name="Quantity">Name of what was measured: <c>bf16-gemm-best</c>.</param>
/// <param name="Low">Lowest of several machines, or alone the mark at which a maker's test passes.</param>
/// <param name="Typical">The value; null where there is only a mark.</param>
/// <param name="Year"><c>2025</c> or <c>2024-2026</c>.</param>
public sealed record ExpectationRow(
    string Vendor, string Device, ImmutableArray<string> PciIds, string Quantity, Unit Unit, double? Low, double? Typical, double? High,
    string Conditions, string Tool, string Year, string Source, string Note)
{
    private static readonly ImmutableDictionary<string, (Unit Unit, double Factor)> Units =
        ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("GB/s", (Unit.BytePerSecond, 1e9)),
            KeyValuePair.Create("GFLOPS", (Unit.FlopPerSecond, 1e9)),
            KeyValuePair.Create("TFLOPS", (Unit.FlopPerSecond, 1e12)),
            KeyValuePair.Create("TOPS", (Unit.OperationPerSecond, 1e12)),
            KeyValuePair.Create("t/s", (Unit.TokenPerSecond, 1.0)),
        ]);

    /// <summary>Whether its typical value may stand for the device; otherwise only its mark counts.</summary>
    // Rows that show a defect, a lowered power limit, or a value computed from the mark are in the table for other uses.
    public bool IsExpectation => Typical is not null
        && !Note.Contains("NOT an expectation", StringComparison.Ordinal)
        && !Note.Contains("power-limit sweep", StringComparison.Ordinal)
        && !Conditions.Contains("power limit", StringComparison.Ordinal)
        && !Conditions.Contains("typical derived", StringComparison.Ordinal);

    /// <summary>The mark of a maker's or operator's test; null where it has none.</summary>
    public double? Mark => Typical is null || Conditions.Contains("typical derived", StringComparison.Ordinal) ? Low : null;

    /// <exception cref="FormatException">A cell is not of its column's kind.</exception>
    internal static ExpectationRow Of(Dictionary<string, string> cells)
    {
        if (!Units.TryGetValue(cells["unit"], out var unit)) throw new FormatException($"unknown unit '{cells["unit"]}'");
        double? Number(string column) => cells[column] is { Length: > 0 } text
            ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) * unit.Factor
            : null;
        return new ExpectationRow(
            cells["vendor"], cells["device"], [.. cells["pci_ids"].Split(' ', StringSplitOptions.RemoveEmptyEntries)], cells["quantity"],
            unit.Unit, Number("low"), Number("typical"), Number("high"), cells["conditions"], cells["tool"], cells["year"], cells["source"],
            cells["note"]);
    }
}
