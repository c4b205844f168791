using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>
/// Values of one headline metric over devices and nights, as logarithms oriented so that lower is slower; NaN where there is none.
/// </summary>
/// <param name="Units">Indexes into <see cref="FleetRecord.Units"/>, one per column.</param>
/// <param name="History">Earlier nights, oldest first: night x columns, row by row.</param>
/// <param name="Judged">The night that is judged: a value per column.</param>
/// <param name="Again">The confirming measurement of that night; null where there was none.</param>
public sealed record FleetSeries(FleetSeriesKey Key, ImmutableArray<int> Units, double[] History, double[] Judged, double[]? Again = null)
{
    public int Nights => Units.IsEmpty ? 0 : History.Length / Units.Length;

    /// <summary>Values that a column has in earlier nights, copied to the start of <paramref name="buffer"/>.</summary>
    public Span<double> HistoryOf(int column, Span<double> buffer)
    {
        var count = 0;
        for (var at = column; at < History.Length; at += Units.Length)
            if (!double.IsNaN(History[at])) buffer[count++] = History[at];
        return buffer[..count];
    }
}
