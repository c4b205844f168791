using StackBench.Core.Assessments;

namespace StackBench.Report.Charts;

/// <summary>How a value scales with a size: the curve with the intervals, sizes on a logarithmic axis, values from zero.</summary>
internal static class SweepChart
{
    public static void Draw(IChartSurface surface, Sweep sweep)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(sweep);
        var (character, line, title) = (surface.CharacterWidth, surface.CharacterHeight, AxisTitles.Room(surface));
        if (!CanDraw(sweep)) return;
        var unit = sweep.Points[0].Value.Unit;
        var high = Highest(sweep);
        var bottom = surface.Height - line - (line / 2) - title;
        var vertical = new Scale(0, high * 1.05, bottom, title + (line / 2));
        var ticks = UnitTicks.Of(0, high * 1.05, Math.Max(2, (int)((surface.Height - (2 * title)) / line / 2)), unit);
        var left = (ticks.Max(tick => tick.Label.Length) + 1) * character;
        if (left >= surface.Width) return;
        AxisTitles.Draw(surface, left, SweepText.Parameter(sweep), MetricName.Of(sweep.Points[0].Value.Metric));
        foreach (var tick in ticks)
        {
            surface.Line(left, vertical.Position(tick.Value), surface.Width - 1, vertical.Position(tick.Value), Role.Muted, LineStyle.Grid);
            surface.Text(left - character, vertical.Position(tick.Value), tick.Label, Role.Muted, TextAlign.Right);
        }

        var edge = surface.IsFine ? 2 * character : character;
        var horizontal = new Scale(
            sweep.Points[0].Size, sweep.Points[^1].Size, left + edge, surface.Width - 1 - (2 * edge), IsLogarithmic: true);
        var free = double.NegativeInfinity;
        foreach (var (index, point) in sweep.Points.Index())
        {
            var (x, y) = (horizontal.Position(point.Size), vertical.Position(point.Value.Value));
            var text = SweepText.Size(sweep, point.Size);
            surface.Line(x, vertical.To, x, bottom, Role.Muted, LineStyle.Grid);
            if (index > 0)
                surface.Line(horizontal.Position(sweep.Points[index - 1].Size), vertical.Position(sweep.Points[index - 1].Value.Value), x,
                    y, Role.Plain);
            if (point.Value.Interval is { } interval)
                surface.Line(x, vertical.Position(interval.Low), x, vertical.Position(interval.High), Role.Muted);
            surface.Group($"{point.Key.Benchmark} {point.Key.Workload}, {text}: {point.Value.Quantity}", null,
                () => surface.Point(x, y, Role.Plain));
            var begin = Math.Clamp(x - (text.Length * character / 2), left, surface.Width - (text.Length * character));
            if (begin < free) continue;
            surface.Text(begin, surface.Height - (line / 2) - title, text, Role.Muted);
            free = begin + ((text.Length + 1) * character);
        }
    }

    /// <summary>Whether there is a curve: sizes and values that have a place on its axes.</summary>
    public static bool CanDraw(Sweep sweep) => Highest(sweep) is > 0 and var high && double.IsFinite(high)
        && sweep.Points[0].Size >= 1 && sweep.Points[^1].Size != sweep.Points[0].Size;

    private static double Highest(Sweep sweep) => sweep.Points.Max(point => Math.Max(point.Value.Value, point.Value.Interval?.High ?? 0));
}
