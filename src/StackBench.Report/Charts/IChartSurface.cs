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

    void Line(double x0, double y0, double x1, double y1, Role role);

    void Point(double x, double y, Role role);

    /// <param name="x">Left edge of the first character.</param>
    /// <param name="y">Middle of the line of text.</param>
    void Text(double x, double y, string text, Role role);
}
