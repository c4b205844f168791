using StackBench.Core.Assessments;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>How a value scales with a size: the curve with the intervals, sizes on a logarithmic axis, values from zero.</summary>
internal static class SweepChart
{
    public static void Draw(IChartSurface surface, Sweep sweep)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(sweep);
        var (character, line) = (surface.CharacterWidth, surface.CharacterHeight);
        var unit = sweep.Points[0].Value.Unit;
        var high = sweep.Points.Max(point => Math.Max(point.Value.Value, point.Value.Interval?.High ?? 0));
        if (!(high > 0) || !double.IsFinite(high) || sweep.Points[0].Size < 1 || sweep.Points[^1].Size == sweep.Points[0].Size) return;
        var bottom = surface.Height - line - (line / 2);
        var vertical = new Scale(0, high * 1.05, bottom, line / 2);
        var ticks = UnitTicks.Of(0, high * 1.05, Math.Max(2, (int)(surface.Height / line / 2)), unit);
        var left = (ticks.Max(tick => tick.Label.Length) + 1) * character;
        if (left >= surface.Width) return;
        foreach (var tick in ticks)
        {
            surface.Line(left, vertical.Position(tick.Value), surface.Width - 1, vertical.Position(tick.Value), Role.Muted, LineStyle.Grid);
            surface.Text(left - character, vertical.Position(tick.Value), tick.Label, Role.Muted, TextAlign.Right);
        }


        var horizontal = new Scale(
            sweep.Points[0].Size, sweep.Points[^1].Size, left + character, surface.Width - 1 - (2 * character), IsLogarithmic: true);
        var free = double.NegativeInfinity;
        foreach (var (index, point) in sweep.Points.Index())
        {
            var (x, y) = (horizontal.Position(point.Size), vertical.Position(point.Value.Value));
            if (index > 0)
                surface.Line(horizontal.Position(sweep.Points[index - 1].Size), vertical.Position(sweep.Points[index - 1].Value.Value), x,
                    y, Role.Plain);
            if (point.Value.Interval is { } interval)
                surface.Line(x, vertical.Position(interval.Low), x, vertical.Position(interval.High), Role.Muted);
            surface.Point(x, y, Role.Plain);
            var text = SizeText(point.Size);
            var begin = Math.Clamp(x - (text.Length * character / 2), left, surface.Width - (text.Length * character));
            if (begin < free) continue;
            surface.Text(begin, surface.Height - (line / 2), text, Role.Muted);
            free = begin + ((text.Length + 1) * character);
        }
    }

    // 1048576 is told as 1Mi: sizes are mostly powers of two.
    private static string SizeText(long size) => size switch
    {
        >= 1 << 30 when size % (1 << 30) == 0 => $"{size >> 30}Gi",
        >= 1 << 20 when size % (1 << 20) == 0 => $"{size >> 20}Mi",
        >= 1 << 16 when size % (1 << 10) == 0 => $"{size >> 10}Ki",
        _ => NumberText.Exact(size),
    };
}
