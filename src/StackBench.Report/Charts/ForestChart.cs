using StackBench.Core.Assessments;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>
/// Ratios with intervals, a line of text each, over a logarithmic axis with a line at 1 and the band that does not
/// matter. Takes as many rows as fit.
/// </summary>
public static class ForestChart
{
    private const double LeastReach = 1.1;
    private const double FarthestReach = 100;

    public static void Draw(IChartSurface surface, IReadOnlyList<ForestRow> rows)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(rows);
        var (character, line) = (surface.CharacterWidth, surface.CharacterHeight);
        var shown = rows.Take(Math.Max(0, (int)(surface.Height / line) - 1)).ToArray();
        if (shown.Length == 0) return;
        var widest = Math.Min(shown.Max(row => row.Label.Length), (int)(surface.Width / character / 2));
        var left = (widest + 1) * character;
        var notes = shown.Max(row => row.Note?.Length ?? 0);
        var right = surface.Width - 1 - (notes == 0 ? 0 : (notes + 1) * character);
        var reach = Math.Min(FarthestReach, shown.SelectMany(
            row => (double[])[row.High, 1 / row.Low, row.Ratio, 1 / row.Ratio, 1 + row.Band])
            .Where(double.IsFinite).Append(LeastReach).Max()
            * 1.02);
        var scale = new Scale(1 / reach, reach, left, right, IsLogarithmic: true);
        double Place(double ratio) => scale.Clamped(ratio);
        var bottom = shown.Length * line;
        var labelled = (double[])[1 / reach, 1, reach];
        foreach (var end in (double[])[1 / reach, reach]) surface.Line(Place(end), 0, Place(end), bottom - 1, Role.Muted, LineStyle.Grid);
        foreach (var (index, row) in shown.Index())
        {
            var middle = (index + 0.5) * line;
            surface.Area(Place(1 / (1 + row.Band)), middle - (line / 4), Place(1 + row.Band), middle + (line / 4), Role.Muted);
        }

        surface.Line(Place(1), 0, Place(1), bottom - 1, Role.Muted);
        foreach (var (index, row) in shown.Index()) surface.Group(row.Title, row.Anchor, () => Row(row, (index + 0.5) * line));
        foreach (var value in labelled)
        {
            var text = NumberText.Number(value);
            surface.Text(Math.Clamp(Place(value) - (text.Length / 2 * character), left, surface.Width - (text.Length * character)),
                bottom + (line / 2), text, Role.Muted);
        }

        void Row(ForestRow row, double middle)
        {
            surface.Text(0, middle, row.Label.Length > widest ? row.Label[..widest] : row.Label, Role.Plain);
            surface.Line(Place(row.Low), middle, Place(row.High), middle, row.Role, LineStyle.Thick);
            surface.Line(Place(row.Ratio), middle - (line / 4), Place(row.Ratio), middle + (line / 4), row.Role, LineStyle.Thick);
            if (row.Note is not null) surface.Text(right + character, middle, row.Note, row.Role);
        }
    }
}
