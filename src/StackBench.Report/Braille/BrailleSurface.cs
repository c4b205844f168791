using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Report.Charts;

namespace StackBench.Report.Braille;

/// <summary>
/// A grid of characters with two by four braille dots each; ASCII marks where braille cannot be shown. The last
/// role drawn into a cell colours it.
/// </summary>
/// <param name="columns">Characters of a line.</param>
/// <param name="rows">Lines.</param>
public sealed class BrailleSurface(int columns, int rows, bool isUnicode = true) : IChartSurface
{
    private const int DotsAcross = 2;
    private const int DotsDown = 4;
    private const char Blank = '\u2800';

    // Bit of the dot in column x and row y of a cell: Unicode chapter 21.1.
    private static readonly byte[,] Dots = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

    private readonly byte[,] _dots = new byte[rows, columns];
    private readonly char[,] _text = new char[rows, columns];
    private readonly Role[,] _roles = new Role[rows, columns];

    public double Width => columns * DotsAcross;

    public double Height => rows * DotsDown;

    public double CharacterWidth => DotsAcross;

    public double CharacterHeight => DotsDown;

    public void Point(double x, double y, Role role)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y)) return;
        var (dotX, dotY) = ((int)Math.Floor(x), (int)Math.Floor(y));
        if (dotX < 0 || dotY < 0 || dotX >= columns * DotsAcross || dotY >= rows * DotsDown) return;
        var (row, column) = (dotY / DotsDown, dotX / DotsAcross);
        _dots[row, column] |= Dots[dotX % DotsAcross, dotY % DotsDown];
        _roles[row, column] = role;
    }

    public void Line(double x0, double y0, double x1, double y1, Role role, LineStyle style = LineStyle.Solid)
    {
        if (style == LineStyle.Grid) return;
        var steps = Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0));
        if (!double.IsFinite(steps)) return;
        var count = (int)Math.Ceiling(Math.Min(steps, Width + Height));
        for (var step = 0; step <= count; step++)
        {
            var share = count == 0 ? 0 : (double)step / count;
            Point(x0 + ((x1 - x0) * share), y0 + ((y1 - y0) * share), role);
        }
    }

    public void Area(double x0, double y0, double x1, double y1, Role role)
    {
        Point(x0, y0, role);
        Point(x1, y0, role);
    }

    public void Text(double x, double y, string text, Role role, TextAlign align = TextAlign.Left)
    {
        ArgumentNullException.ThrowIfNull(text);
        var before = align switch { TextAlign.Middle => text.Length / 2, TextAlign.Right => text.Length, _ => 0 };
        var (row, column) = ((int)Math.Floor(y / DotsDown), (int)Math.Floor(x / DotsAcross) - before);
        if (row < 0 || row >= rows) return;
        foreach (var character in text)
        {
            if (column >= 0 && column < columns) (_text[row, column], _roles[row, column]) = (character, role);
            column++;
        }
    }

    /// <summary>A line of cells for each row, as wide as the surface.</summary>
    public ImmutableArray<ImmutableArray<BrailleCell>> Cells() =>
        [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns)
            .Select(column => new BrailleCell(Character(row, column), _roles[row, column])).ToImmutableArray())];

    private char Character(int row, int column)
    {
        if (_text[row, column] != default) return _text[row, column];
        var dots = _dots[row, column];
        if (dots == 0) return ' ';
        if (isUnicode) return (char)(Blank + dots);
        return System.Numerics.BitOperations.PopCount(dots) switch { 1 => '.', <= 4 => '*', _ => '#' };
    }
}
