using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>How often values lie where: bars over a linear axis, with a line at the median.</summary>
public static class HistogramChart
{
    private const int LeastBars = 8;

    /// <param name="values">Finite, at least one.</param>
    /// <param name="text">What is counted; null for samples by the time of a call.</param>
    public static void Draw(IChartSurface surface, IReadOnlyCollection<double> values, Unit unit, HistogramText? text = null)
    {
        text ??= HistogramText.Samples;
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0) return;
        var (character, line, title) = (surface.CharacterWidth, surface.CharacterHeight, AxisTitles.Room(surface));
        var (low, high) = Scale.Range(values);
        var bars = Math.Clamp((int)Math.Sqrt(values.Count) * 2, LeastBars, text.MostBars);
        var counts = new int[bars];
        foreach (var value in values) counts[Math.Clamp((int)((value - low) / (high - low) * bars), 0, bars - 1)]++;
        var most = counts.Max().ToString(CultureInfo.InvariantCulture);
        var left = (most.Length + 1) * character;
        if (left >= surface.Width) return;
        var bottom = surface.Height - line - 1 - title;
        var top = title + (text.Marks.Length * line) + (line / 2);
        var (x, y) = (new Scale(low, high, left, surface.Width - 1), new Scale(0, counts.Max(), bottom, top));
        AxisTitles.Draw(surface, left, text.X, text.Y);
        surface.Text(0, y.To, most, Role.Muted);
        foreach (var value in (double[])[0, counts.Max()])
            surface.Line(left, y.Position(value), surface.Width - 1, y.Position(value), Role.Muted, LineStyle.Grid);
        foreach (var (index, count) in counts.Index().Where(bar => bar.Item > 0))
        {
            var (begin, end) = (x.Position(low + ((high - low) * index / bars)), x.Position(low + ((high - low) * (index + 1) / bars)) - 1);
            surface.Group(Bar(low + ((high - low) * index / bars), low + ((high - low) * (index + 1) / bars), count, unit), null, () =>
            {
                if (surface.IsFine) surface.Area(begin, y.Position(count), end, bottom, Role.Muted);
                surface.Line(begin, bottom, begin, y.Position(count), Role.Plain);
                surface.Line(begin, y.Position(count), end, y.Position(count), Role.Plain);
                surface.Line(end, y.Position(count), end, bottom, Role.Plain);
            });
        }

        var median = Quantile.Median([.. values]);
        surface.Line(x.Position(median), title + line, x.Position(median), bottom, Role.Better);
        Marks(surface, text, x, title, bottom, left);
        foreach (var (value, share) in (ReadOnlySpan<(double, double)>)[(low, 0), (median, (median - low) / (high - low)), (high, 1)])
        {
            var label = NumberText.Quantity(value, unit, text.Digits);
            var begin = left + (share * (surface.Width - left)) - (label.Length * character / 2);
            // The ends give way to the median.
            if (share is not (0 or 1)
                || Math.Abs(share - ((median - low) / (high - low))) * (surface.Width - left) > (label.Length + 2) * character * 1.5)
                surface.Text(
                    Math.Clamp(begin, left, surface.Width - (label.Length * character)), surface.Height - (line / 2) - title, label,
                    share is 0 or 1 ? Role.Muted : Role.Better);
        }
    }

    // Each name on a line of its own, so that none covers another.
    private static void Marks(IChartSurface surface, HistogramText text, Scale x, double top, double bottom, double left)
    {
        foreach (var (index, (value, name)) in text.Marks.Index())
        {
            var (at, y) = (x.Clamped(value), top + ((index + 0.5) * surface.CharacterHeight));
            surface.Line(at, y, at, bottom, Role.Worse, LineStyle.Dashed);
            var width = name.Length * surface.CharacterWidth;
            if (y > bottom) continue;
            if (at + width < surface.Width) surface.Text(at + 4, y, name, Role.Worse);
            else surface.Text(Math.Max(at - 4, left + width), y, name, Role.Worse, TextAlign.Right);
        }
    }

    private static string Bar(double from, double to, int count, Unit unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{NumberText.Quantity(from, unit, significantDigits: 4)} to ")
        + $"{NumberText.Quantity(to, unit, significantDigits: 4)}: {NumberText.Exact(count)}";
}
