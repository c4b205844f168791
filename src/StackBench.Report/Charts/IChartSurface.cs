using StackBench.Core.Assessments;

namespace StackBench.Report.Charts;

/// <summary>Something a chart is drawn on: braille cells or SVG. The origin is top left; lengths are in the surface's own unit.</summary>
public interface IChartSurface
{
    double Width { get; }

    double Height { get; }

    /// <summary>What a label of one character takes.</summary>
    double CharacterWidth { get; }

    /// <summary>What a line of text takes.</summary>
    double CharacterHeight { get; }

    /// <summary>Whether it has room for titles of axes, and points that explain themselves; characters have not.</summary>
    bool IsFine => false;

    void Line(double x0, double y0, double x1, double y1, Role role, LineStyle style = LineStyle.Solid);

    /// <summary>Lines from point to point; a point where there is one alone.</summary>
    void Lines(IReadOnlyList<(double X, double Y)> points, Role role)
    {
        if (points.Count == 1) Point(points[0].X, points[0].Y, role);
        for (var i = 1; i < points.Count; i++) Line(points[i - 1].X, points[i - 1].Y, points[i].X, points[i].Y, role);
    }

    void Point(double x, double y, Role role);

    /// <summary>A filled rectangle; its upper corners where the surface cannot fill.</summary>
    /// <param name="role">Muted for a background.</param>
    void Area(double x0, double y0, double x1, double y1, Role role);

    /// <param name="x">Edge or middle of the text, by <paramref name="align"/>.</param>
    /// <param name="y">Middle of the line of text.</param>
    void Text(double x, double y, string text, Role role, TextAlign align = TextAlign.Left);

    /// <summary>What belongs to one of several series, in the colour of that series where the surface has such.</summary>
    /// <param name="number">From 1.</param>
    void Series(int number, Action draw) => draw();

    /// <summary>Areas in the colour of a step of a diverging scale, where the surface has such.</summary>
    /// <param name="step">From -3 over 0, the middle, to 3.</param>
    void Shade(int step, Action draw) => draw();

    /// <summary>What is drawn together, with its explanation and the fragment it leads to where the surface has such.</summary>
    void Group(string? title, string? anchor, Action draw) => draw();
}
