using System.Collections.Immutable;
using StackBench.Core.Assessments;

namespace StackBench.Report.Charts;

/// <summary>
/// A fleet as a heat map: a row for each rack, a block for each node, a cell for each of its devices. What is judged slow is framed, what
/// is absent is hatched: colour alone says neither.
/// </summary>
public static class HeatMapChart
{
    private const int LabelCharacters = 9, MostAcross = 24;
    private const double Gap = 2, WidestBlock = 48, Hatch = 5;

    /// <summary>Lines of text that it takes.</summary>
    public static int Lines(HeatMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var across = Across(map);
        return map.Rows.Sum(row => ((row.Blocks.Length - 1) / across) + 1);
    }

    public static void Draw(IChartSurface surface, HeatMap map, HeatMapWords words = HeatMapWords.All)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(map);
        var left = LabelCharacters * surface.CharacterWidth * 0.9;
        var across = Across(map);
        var width = Math.Min(WidestBlock, (surface.Width - left) / across);
        var grid = new BlockGrid(map.Slots.Length, width - Gap, surface.CharacterHeight - Gap);
        var placed = new List<(HeatMapBlock Block, double X, double Y)>();
        var top = 0.0;
        foreach (var row in map.Rows)
        {
            var title = words >= HeatMapWords.Rows || row.Mark > HeatMapMark.None ? row.Title : null;
            surface.Group(title, null, () => surface.Text(
                0, top + (surface.CharacterHeight / 2), ShortText.Of(row.Label, LabelCharacters), Role.Muted));
            foreach (var (index, block) in row.Blocks.Index())
            {
                if (index > 0 && index % across == 0) top += surface.CharacterHeight;
                placed.Add((block, left + (index % across * width), top + (Gap / 2)));
            }

            top += surface.CharacterHeight;
        }

        bool IsOwn(HeatMapBlock block) => words == HeatMapWords.All || block.Mark > HeatMapMark.None;
        for (var step = -HeatMapScale.Most; step <= HeatMapScale.Most; step++)
        {
            surface.Shade(step, () =>
            {
                foreach (var (block, x, y) in placed.Where(one => !IsOwn(one.Block))) grid.Fill(surface, block.Cells, x, y, step);
            });
        }

        foreach (var (block, x, y) in placed.Where(one => IsOwn(one.Block)))
            surface.Group(block.Title(map.Slots), block.Anchor, () => Own(surface, grid, block, x, y));
    }

    /// <summary>One cell alone, as a legend shows it.</summary>
    public static void Swatch(IChartSurface surface, HeatMapCell cell)
    {
        ArgumentNullException.ThrowIfNull(surface);
        Own(surface, new BlockGrid(1, surface.Width - (2 * Gap), surface.Height - (2 * Gap)), new HeatMapBlock("", [cell]), Gap, Gap);
    }

    private static int Across(HeatMap map) => Math.Min(MostAcross, map.Rows.Max(row => row.Blocks.Length));

    private static void Own(IChartSurface surface, BlockGrid grid, HeatMapBlock block, double x, double y)
    {
        foreach (var step in block.Cells.Where(cell => !double.IsNaN(cell.Difference)).Select(cell => HeatMapScale.Step(cell.Difference))
            .Distinct())
            surface.Shade(step, () => grid.Fill(surface, block.Cells, x, y, step));
        foreach (var mark in (ReadOnlySpan<HeatMapMark>)[HeatMapMark.Absent, HeatMapMark.Suspected, HeatMapMark.Confirmed])
        {
            var cells = Enumerable.Range(0, block.Cells.Length).Where(at => block.Cells[at].Mark == mark).ToImmutableArray();
            // A whole node has one frame.
            var boxes = cells.Length == block.Cells.Count(cell => cell.Mark != HeatMapMark.Blank) && cells.Length > 1
                ? [grid.Whole(x, y)]
                : cells.Select(at => grid.Cell(at, x, y));
            foreach (var box in boxes)
            {
                // Of a rack of which a part is absent the rest has a value.
                if (mark == HeatMapMark.Absent && cells.Any(at => !double.IsNaN(block.Cells[at].Difference)))
                    Framed(surface, box, Role.Muted, LineStyle.Solid);
                else if (mark == HeatMapMark.Absent) Hatched(surface, box);
                else Framed(surface, box, mark == HeatMapMark.Confirmed ? Role.Worse : Role.Warn,
                    mark == HeatMapMark.Confirmed ? LineStyle.Solid : LineStyle.Dashed);
            }
        }
    }

    private static void Framed(
        IChartSurface surface, (double Left, double Top, double Right, double Bottom) box, Role role, LineStyle style)
    {
        surface.Line(box.Left, box.Top, box.Right, box.Top, role, style);
        surface.Line(box.Right, box.Top, box.Right, box.Bottom, role, style);
        surface.Line(box.Right, box.Bottom, box.Left, box.Bottom, role, style);
        surface.Line(box.Left, box.Bottom, box.Left, box.Top, role, style);
    }

    private static void Hatched(IChartSurface surface, (double Left, double Top, double Right, double Bottom) box)
    {
        Framed(surface, box, Role.Muted, LineStyle.Solid);
        var (width, height) = (box.Right - box.Left, box.Bottom - box.Top);
        // Lines x + y = shift, within the box.
        for (var shift = Hatch; shift < width + height; shift += Hatch)
        {
            surface.Line(
                box.Left + Math.Min(shift, width), box.Top + Math.Max(0, shift - width),
                box.Left + Math.Max(0, shift - height), box.Top + Math.Min(shift, height), Role.Muted);
        }
    }
}
