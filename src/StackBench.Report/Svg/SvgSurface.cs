using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Report.Charts;
using StackBench.Report.Writing;

namespace StackBench.Report.Svg;

/// <summary>Draws a chart as SVG, in whole units.</summary>
internal sealed class SvgSurface(int width, int height) : IChartSurface
{
    /// <summary>Of a line of text.</summary>
    public const int LineHeight = 26;

    private readonly List<Markup> _parts = [];

    public double Width => width;

    public double Height => height;

    /// <summary>Of 20 px text of a sans-serif face, wide enough for figures.</summary>
    public double CharacterWidth => 11.5;

    public double CharacterHeight => LineHeight;

    /// <summary>A drawing of its own, with a text in its place for those who do not see it.</summary>
    public static Markup Draw(int width, int height, string title, string description, Action<IChartSurface> draw) => Markup.Of($"""
        <svg viewBox="0 0 {width} {height}" role="img" aria-label="{title}: {description}"><title>{title}</title><desc>{description}</desc>{Parts(width, height, draw)}</svg>
        """);

    /// <summary>What a chart consists of, to be put into a drawing.</summary>
    public static Markup Parts(int width, int height, Action<IChartSurface> draw)
    {
        var surface = new SvgSurface(width, height);
        draw(surface);
        return Markup.Join(surface._parts);
    }

    public void Line(double x0, double y0, double x1, double y1, Role role) =>
        _parts.Add(Markup.Of($"<path class=\"stroke {RoleClass.Of(role)}\" d=\"M{Whole(x0)} {Whole(y0)}L{Whole(x1)} {Whole(y1)}\"/>"));

    public void Point(double x, double y, Role role) => _parts.Add(Markup.Of($"<circle class=\"{RoleClass.Of(role)}\" r=\"4\" cx=\"{Whole(x)}\" cy=\"{Whole(y)}\"/>"));

    public void Text(double x, double y, string text, Role role) => _parts.Add(Markup.Of($"<text class=\"{RoleClass.Of(role)}\" x=\"{Whole(x)}\" y=\"{Whole(y + 7)}\">{text}</text>"));

    private static string Whole(double value) => ((int)Math.Round(Math.Clamp(value, -1e6, 1e6))).ToString(CultureInfo.InvariantCulture);
}
