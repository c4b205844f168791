using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>
/// Series one behind the other over their order, such as the samples of each launch or the runs of a history; y from the data, not from
/// zero, so that noise is visible.
/// </summary>
public static class SeriesChart
{
    private const int GapCharacters = 1;

    /// <summary>Units from point to point below which they are drawn small.</summary>
    private const double LeastGap = 10;

    /// <param name="unit">Of the values, for the labels of the axis.</param>
    /// <param name="marks">Places in the whole order before which a vertical line is drawn, such as change points.</param>
    /// <param name="most">Points of a line; more are thinned.</param>
    /// <param name="axes">Drawn on fine surfaces alone; null for none.</param>
    public static void Draw(IChartSurface surface, IReadOnlyList<ChartSeries> series, Unit unit, ImmutableArray<ChartMark> marks =
        default, int most = int.MaxValue, SeriesAxes? axes = null)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(series);
        double[] all = [.. series.SelectMany(one => one.Values)];
        if (all.Length == 0) return;
        var (low, high) = Scale.Range(all);
        var half = surface.CharacterHeight / 2;
        var shown = surface.IsFine ? axes : null;
        var title = shown is null ? 0 : surface.CharacterHeight;
        var vertical = new Scale(low, high, surface.Height - half - title, half + title);
        var ticks = UnitTicks.Of(low, high, Math.Max(2, (int)((surface.Height - (2 * title)) / surface.CharacterHeight / 2)), unit);
        var left = (ticks.Select(tick => tick.Label.Length).DefaultIfEmpty().Max() + GapCharacters) * surface.CharacterWidth;
        if (left >= surface.Width) return;
        foreach (var tick in ticks)
        {
            surface.Line(left, vertical.Position(tick.Value), surface.Width - 1, vertical.Position(tick.Value), Role.Muted, LineStyle.Grid);
            surface.Text(
                left - (GapCharacters * surface.CharacterWidth), vertical.Position(tick.Value), tick.Label, Role.Muted, TextAlign.Right);
        }

        if (shown is not null) Titles(surface, shown, left);
        // A point is not cut at the edge.
        var edge = surface.IsFine ? half : 0;
        var horizontal = new Scale(0, Math.Max(1, all.Length - 1), left + edge, surface.Width - 1 - edge);
        foreach (var mark in marks.IsDefault ? [] : marks)
            surface.Line(horizontal.Position(mark.Before - 0.5), title, horizontal.Position(mark.Before - 0.5),
                surface.Height - 1 - title, mark.Role, LineStyle.Dashed);
        var begin = 0;
        foreach (var one in series)
        {
            (int Index, double X, double Y)[] points = [.. Thinning.Of([.. one.Values.Index()], most, value => value.Item)
                .Select(value => (begin + value.Index, horizontal.Position(begin + value.Index), vertical.Position(value.Item)))];
            if (one.IsLine) surface.Lines([.. points.Select(point => (point.X, point.Y))], one.Role);
            var isDense = points.Length * LeastGap > horizontal.To - horizontal.From;
            foreach (var (index, x, y) in points)
            {
                if (shown?.PointText is { } text) surface.Group(text(index), null, () => Point(surface, x, y, one.Role, isDense));
                else if (!one.IsLine) surface.Point(x, y, one.Role);
            }

            begin += one.Values.Length;
        }
    }

    // Where points would run into one another, they are but knots of their line.
    private static void Point(IChartSurface surface, double x, double y, Role role, bool isDense)
    {
        if (isDense) surface.Area(x - 2, y - 2, x + 2, y + 2, role);
        else surface.Point(x, y, role);
    }

    // The ends of the order stand at the ends of the axis, what it is between them.
    private static void Titles(IChartSurface surface, SeriesAxes axes, double left)
    {
        AxisTitles.Draw(surface, left, axes.X, axes.Y);
        var y = surface.Height - (surface.CharacterHeight / 2);
        surface.Text(left, y, axes.First, Role.Muted);
        surface.Text(surface.Width, y, axes.Last, Role.Muted, TextAlign.Right);
    }
}
