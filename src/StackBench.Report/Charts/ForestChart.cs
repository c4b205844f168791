using StackBench.Core.Assessments;
using StackBench.Core.Units;

namespace StackBench.Report.Charts;

/// <summary>
/// Ratios with intervals, a line of text each, over a logarithmic axis with a line at 1 and the band that does not
/// matter. Takes as many rows as fit. A fine surface that is narrow has names above their bars.
/// </summary>
public static class ForestChart
{
    private const double LeastReach = 1.1;
    private const double FarthestReach = 100;

    /// <summary>Characters across from which a name stands beside its bar.</summary>
    private const int Broad = 70;

    /// <summary>Of a name, the bar below it, and a gap before the next.</summary>
    private const double StackedLines = 2.25;

    /// <summary>Ratios that an axis may label.</summary>
    private static readonly double[] Round =
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5, 2, 5, 10, 20, 50, 100];

    /// <summary>Lines of text that all rows and the axis take.</summary>
    /// <param name="characters">Of the surface across.</param>
    public static int Lines(int rows, double characters) => (int)Math.Ceiling((characters < Broad ? StackedLines : 1) * rows) + 2;

    public static void Draw(IChartSurface surface, IReadOnlyList<ForestRow> rows)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(rows);
        var (character, line) = (surface.CharacterWidth, surface.CharacterHeight);
        var isStacked = surface.IsFine && surface.Width / character < Broad;
        var rowHeight = isStacked ? StackedLines * line : line;
        var shown = rows.Take(Math.Max(0, (int)((surface.Height - line - AxisTitles.Room(surface)) / rowHeight))).ToArray();
        if (shown.Length == 0) return;
        var notes = shown.Max(row => row.Note?.Length ?? 0);
        var noted = notes == 0 ? 0 : (notes + 1) * character;
        var widest = isStacked
            ? (int)(surface.Width / character)
            : Math.Min(shown.Max(row => row.Label.Length), (int)(surface.Width / character / 2));
        var left = isStacked ? 0 : (widest + 1) * character;
        var right = surface.Width - 1 - noted;
        var reach = Math.Min(FarthestReach, shown.SelectMany(
            row => (double[])[row.High, 1 / row.Low, row.Ratio, 1 / row.Ratio, 1 + row.Band])
            .Where(double.IsFinite).Append(LeastReach).Max()
            * 1.02);
        var scale = new Scale(1 / reach, reach, left, right, IsLogarithmic: true);
        double Place(double ratio) => scale.Clamped(ratio);
        var bottom = shown.Length * rowHeight;
        var labelled = surface.IsFine ? Labelled(reach, scale, character) : [1 / reach, 1, reach];
        foreach (var value in surface.IsFine ? labelled : [1 / reach, reach]) Upright(Place(value), LineStyle.Grid);
        foreach (var (index, row) in shown.Index())
        {
            var middle = Middle(index);
            surface.Area(Place(1 / (1 + row.Band)), middle - (line / 4), Place(1 + row.Band), middle + (line / 4), Role.Muted);
        }

        Upright(Place(1), LineStyle.Solid);
        foreach (var (index, row) in shown.Index()) surface.Group(row.Title, row.Anchor, () => Row(row, index));
        foreach (var value in labelled)
        {
            var text = surface.IsFine ? NumberText.Exact(value) : NumberText.Number(value);
            surface.Text(Math.Clamp(Place(value) - (text.Length / 2 * character), left, surface.Width - (text.Length * character)),
                bottom + (line / 2), text, Role.Muted);
        }

        if (surface.IsFine)
            surface.Text((left + right) / 2, bottom + (1.5 * line), "cost ratio: above 1 is worse", Role.Muted, TextAlign.Middle);

        double Middle(int index) => (index * rowHeight) + ((isStacked ? 1.5 : 0.5) * line);

        // Not through the names that stand between the bars.
        void Upright(double x, LineStyle style)
        {
            if (!isStacked) surface.Line(x, 0, x, bottom - 1, Role.Muted, style);
            for (var index = 0; isStacked && index < shown.Length; index++)
                surface.Line(x, Middle(index) - (line / 2), x, Middle(index) + (line / 2), Role.Muted, style);
        }

        void Row(ForestRow row, int index)
        {
            var middle = Middle(index);
            var label = surface.IsFine ? ShortText.Of(row.Label, widest) : Begin(row.Label, widest);
            surface.Text(0, isStacked ? middle - line : middle, label, Role.Plain);
            surface.Line(Place(row.Low), middle, Place(row.High), middle, row.Role, LineStyle.Thick);
            surface.Line(Place(row.Ratio), middle - (line / 4), Place(row.Ratio), middle + (line / 4), row.Role, LineStyle.Thick);
            if (row.Note is not null) surface.Text(right + character, middle, row.Note, row.Role);
        }
    }

    private static string Begin(string label, int most) => label.Length <= most ? label : label[..most];

    /// <summary>Round ratios that have room: 1 first, then the ends and what lies between.</summary>
    private static double[] Labelled(double reach, Scale scale, double character)
    {
        var taken = new List<double>();
        var outermostFirst = Round.Where(value => value >= 1 / reach && value <= reach)
            .OrderByDescending(value => value == 1 ? double.MaxValue : Math.Abs(Math.Log(value)));
        foreach (var value in outermostFirst)
        {
            var room = 6 * character;
            if (taken.All(other => Math.Abs(scale.Position(other) - scale.Position(value)) > room)) taken.Add(value);
        }

        return [.. taken];
    }
}
