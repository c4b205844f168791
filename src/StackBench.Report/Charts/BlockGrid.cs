using System.Collections.Immutable;
using StackBench.Core.Assessments;

namespace StackBench.Report.Charts;

/// <summary>Where the cells of a block of a heat map lie: up to four in a line, more in lines of equal length.</summary>
/// <param name="Cells">At least one.</param>
internal readonly record struct BlockGrid(int Cells, double Width, double Height)
{
    private const int MostInALine = 4;

    private int Lines => Cells <= MostInALine ? 1 : Math.Max(2, (int)Math.Sqrt(Cells / 2.0));

    private int Across => (Cells + Lines - 1) / Lines;

    public (double Left, double Top, double Right, double Bottom) Whole(double x, double y) => (x, y, x + Width, y + Height);

    public (double Left, double Top, double Right, double Bottom) Cell(int at, double x, double y)
    {
        var (column, line) = (at % Across, at / Across);
        return (x + (Width * column / Across), y + (Height * line / Lines),
            x + (Width * (column + 1) / Across), y + (Height * (line + 1) / Lines));
    }

    /// <summary>Fills the cells of a step; neighbours in a line are one area.</summary>
    public void Fill(IChartSurface surface, ImmutableArray<HeatMapCell> cells, double x, double y, int step)
    {
        for (var at = 0; at < cells.Length; at++)
        {
            if (!IsOf(cells[at], step)) continue;
            var first = Cell(at, x, y);
            while (at + 1 < cells.Length && (at + 1) % Across != 0 && IsOf(cells[at + 1], step)) at++;
            surface.Area(first.Left, first.Top, Cell(at, x, y).Right, first.Bottom, Role.Plain);
        }
    }

    private static bool IsOf(HeatMapCell cell, int step) =>
        !double.IsNaN(cell.Difference) && HeatMapScale.Step(cell.Difference) == step;
}
