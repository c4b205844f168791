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

    /// <param name="unit">Of the values, for the labels of the axis.</param>
    /// <param name="marks">Places in the whole order before which a vertical line is drawn, such as change points.</param>
    /// <param name="most">Points of a line; more are thinned.</param>
    public static void Draw(IChartSurface surface, IReadOnlyList<ChartSeries> series, Unit unit, ImmutableArray<ChartMark> marks =
        default, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(series);
        double[] all = [.. series.SelectMany(one => one.Values)];
        if (all.Length == 0) return;
        var (low, high) = Scale.Range(all);
        var half = surface.CharacterHeight / 2;
        var vertical = new Scale(low, high, surface.Height - half, half);
        var ticks = UnitTicks.Of(low, high, Math.Max(2, (int)(surface.Height / surface.CharacterHeight / 2)), unit);
        var left = (ticks.Select(tick => tick.Label.Length).DefaultIfEmpty().Max() + GapCharacters) * surface.CharacterWidth;
        if (left >= surface.Width) return;
        foreach (var tick in ticks)
        {
            surface.Line(left, vertical.Position(tick.Value), surface.Width - 1, vertical.Position(tick.Value), Role.Muted, LineStyle.Grid);
            surface.Text(
                left - (GapCharacters * surface.CharacterWidth), vertical.Position(tick.Value), tick.Label, Role.Muted, TextAlign.Right);
        }

        var horizontal = new Scale(0, Math.Max(1, all.Length - 1), left, surface.Width - 1);
        foreach (var mark in marks.IsDefault ? [] : marks)
            surface.Line(horizontal.Position(mark.Before - 0.5), 0, horizontal.Position(mark.Before - 0.5), surface.Height - 1, mark.Role,
                LineStyle.Dashed);
        var begin = 0;
        foreach (var one in series)
        {
            (double X, double Y)[] points = [.. Thinning.Of([.. one.Values.Index()], most, value => value.Item)
                .Select(value => (horizontal.Position(begin + value.Index), vertical.Position(value.Item)))];
            if (one.IsLine) surface.Lines(points, one.Role);
            else foreach (var (x, y) in points) surface.Point(x, y, one.Role);
            begin += one.Values.Length;
        }
    }
}
