using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Report.Charts;

/// <summary>Nodes that are drawn in a row: those of a rack, else some that follow one another.</summary>
/// <param name="Label">At its left.</param>
/// <param name="Name">In full.</param>
public sealed record HeatMapRow(string Label, string Name, ImmutableArray<HeatMapBlock> Blocks)
{
    /// <summary>What a block is, in a word.</summary>
    public string Of { get; init; } = "node";

    /// <summary>The row in words: <c>s0.rack3: 16 nodes, -0.2 % (median), slowest node50 -12 %, 1 absent</c>.</summary>
    public string Title
    {
        get
        {
            var slowest = Slowest;
            var absent = Blocks.Count(block => block.Cells.All(cell => double.IsNaN(cell.Difference)));
            return string.Create(CultureInfo.InvariantCulture, $"{Name}: {Blocks.Length} {Of}{(Blocks.Length == 1 ? "" : "s")}")
                + (slowest is null ? "" : $", {SignedShare.Of(HeatMapBlock.Of(Cells))} (median), slowest {slowest.Name} "
                    + $"{SignedShare.Of(Least(slowest))}{HeatMapBlock.Word(Mark)}")
                + (absent > 0 ? string.Create(CultureInfo.InvariantCulture, $", {absent} absent") : "");
        }
    }

    /// <summary>As one block with one cell: its median, what matters most of it, and its slowest node in words.</summary>
    public HeatMapBlock Whole => new(Name, [new HeatMapCell(HeatMapBlock.Of(Cells), Mark)], Anchor) { Note = Title };

    /// <summary>What matters most of its blocks.</summary>
    public HeatMapMark Mark => Blocks.Max(block => block.Mark);

    private string? Anchor => Blocks.Where(block => block.Anchor is not null).MaxBy(block => block.Mark)?.Anchor;

    private IEnumerable<HeatMapCell> Cells => Blocks.SelectMany(block => block.Cells);

    private HeatMapBlock? Slowest => Blocks.Where(block => !double.IsNaN(Least(block))).MinBy(Least);

    private static double Least(HeatMapBlock block)
    {
        var least = double.NaN;
        foreach (var cell in block.Cells)
            if (!(cell.Difference >= least) && !double.IsNaN(cell.Difference)) least = cell.Difference;
        return least;
    }
}
