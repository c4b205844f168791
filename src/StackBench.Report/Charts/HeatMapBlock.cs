using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Statistics;

namespace StackBench.Report.Charts;

/// <summary>Devices of one node, drawn as one block.</summary>
/// <param name="Cells">In the order of the map's slots.</param>
/// <param name="Anchor">Fragment that tells more; null for none.</param>
public sealed record HeatMapBlock(string Name, ImmutableArray<HeatMapCell> Cells, string? Anchor = null)
{
    /// <summary>Said instead of what its cells say; null for that.</summary>
    public string? Note { get; init; }

    /// <summary>What matters most of its cells.</summary>
    public HeatMapMark Mark => Cells.Max(cell => cell.Mark);

    /// <summary>Median of its cells; NaN where none has a value.</summary>
    public double Median => Of(Cells);

    /// <summary>The block in words: <c>node7: -0.4 % (median of 8), slowest cuda:3 -6.1 %, suspected</c>.</summary>
    public string Title(ImmutableArray<string> slots)
    {
        if (Note is not null) return Note;
        double[] known = [.. Cells.Select(cell => cell.Difference).Where(double.IsFinite)];
        if (known.Length == 0) return $"{Name}: absent";
        var slowest = Enumerable.Range(0, Cells.Length).Where(at => double.IsFinite(Cells[at].Difference))
            .MinBy(at => Cells[at].Difference);
        var several = known.Length > 1
            ? string.Create(CultureInfo.InvariantCulture,
                $" (median of {known.Length}), slowest {slots[slowest]} {SignedShare.Of(Cells[slowest].Difference)}")
            : "";
        var missing = Cells.Count(cell => cell.Mark != HeatMapMark.Blank && double.IsNaN(cell.Difference));
        return $"{Name}: {SignedShare.Of(Median)}{several}{Word(Mark)}"
            + (missing > 0 ? string.Create(CultureInfo.InvariantCulture, $", {missing} without a value") : "");
    }

    internal static double Of(IEnumerable<HeatMapCell> cells)
    {
        double[] known = [.. cells.Select(cell => cell.Difference).Where(double.IsFinite)];
        return known.Length == 0 ? double.NaN : Quantile.Median(known);
    }

    internal static string Word(HeatMapMark mark) => mark switch
    {
        HeatMapMark.Confirmed => ", confirmed slow",
        HeatMapMark.Suspected => ", suspected slow",
        _ => "",
    };
}
