using System.Collections.Immutable;

namespace StackBench.Report.Charts;

/// <summary>How every device of a fleet differs from the median of its kind in one workload, rack by rack.</summary>
/// <param name="Slots">Devices of a node, in the order of its cells.</param>
public sealed record HeatMap(ImmutableArray<string> Slots, ImmutableArray<HeatMapRow> Rows)
{
    /// <summary>Blocks of a row, where no rack decides.</summary>
    public const int Across = 16;

    private static readonly ImmutableArray<string> Whole = [""];

    /// <summary>A cell for each node: the median of its devices.</summary>
    public HeatMap ByNode() => Slots.Length == 1 ? this : new HeatMap(Whole,
    [
        .. Rows.Select(row => row with
        {
            Blocks = [.. row.Blocks.Select(block => new HeatMapBlock(
                block.Name, [new HeatMapCell(block.Median, block.Mark)], block.Anchor) { Note = block.Title(Slots) })],
        }),
    ]);

    /// <summary>A cell for each rack: the median of its devices, with the slowest node in words.</summary>
    public HeatMap ByRow() => new(Whole,
    [
        .. Rows.Chunk(Across).Select(rows => new HeatMapRow(
            rows[0].Label, $"{rows[0].Name} to {rows[^1].Name}", [.. rows.Select(row => row.Whole)]) { Of = "block" }),
    ]);
}
