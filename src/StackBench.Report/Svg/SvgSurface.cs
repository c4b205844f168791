using System.Globalization;
using System.Text;
using StackBench.Core.Assessments;
using StackBench.Report.Charts;
using StackBench.Report.Writing;

namespace StackBench.Report.Svg;

/// <summary>Draws a chart as SVG, in whole units. Lines and areas of one kind that follow one another share a path.</summary>
internal sealed class SvgSurface(int width, int height) : IChartSurface
{
    /// <summary>Of a line of text.</summary>
    public const int LineHeight = 20;

    /// <summary>Series that the style sheets tell apart.</summary>
    private const int Colours = 6;

    /// <summary>Width of a figure of 14 px text in a wide sans-serif face.</summary>
    public const double Character = 9;

    private readonly StringBuilder _path = new();
    private List<Markup> _parts = [];
    private string _pathClass = "";
    private (int X, int Y) _end;

    public double Width => width;

    public double Height => height;

    public double CharacterWidth => Character;

    public double CharacterHeight => LineHeight;

    public bool IsFine => true;

    /// <summary>A drawing of its own, with a text in its place for those who do not see it.</summary>
    /// <param name="hasLinks">Whether parts of it lead somewhere, so that it is not one image.</param>
    /// <param name="form">Class of the style sheet that decides where it is shown; null for everywhere.</param>
    public static Markup Draw(
        int width, int height, string title, string description, Action<IChartSurface> draw, bool hasLinks = false, string? form = null) => Markup.Of($"""
        <svg{(form is null ? Markup.Empty : Markup.Of($" class=\"{form}\""))} viewBox="0 0 {width} {height}" role="{(hasLinks ? "group" : "img")}" aria-label="{title}: {description}">{Parts(width, height, draw)}</svg>
        """);

    /// <summary>What a chart consists of, to be put into a drawing.</summary>
    public static Markup Parts(int width, int height, Action<IChartSurface> draw)
    {
        var surface = new SvgSurface(width, height);
        draw(surface);
        return Markup.Join(surface.Flush());
    }

    public void Line(double x0, double y0, double x1, double y1, Role role, LineStyle style = LineStyle.Solid)
    {
        var kind = style switch { LineStyle.Thick => " thick", LineStyle.Dashed => " dashed", LineStyle.Grid => " grid", _ => "" };
        (int X, int Y) begin = (Whole(x0), Whole(y0)), end = (Whole(x1), Whole(y1));
        var isContinued = IsPath($"stroke {RoleClass.Of(role)}{kind}") && begin == _end;
        if (isContinued && end == _end) return;
        if (!isContinued) _path.Append(CultureInfo.InvariantCulture, $"M{begin.X} {begin.Y}L{end.X} {end.Y}");
        else _path.Append(CultureInfo.InvariantCulture, $" {end.X} {end.Y}");
        _end = end;
    }

    public void Area(double x0, double y0, double x1, double y1, Role role)
    {
        IsPath($"area {RoleClass.Of(role)}");
        // Lengths are shorter than places: a heat map has thousands of areas.
        var (left, top, across) = (Whole(x0), Whole(y0), Whole(x1) - Whole(x0));
        _path.Append(CultureInfo.InvariantCulture, $"M{left} {top}h{across}v{Whole(y1) - top}h{-across}");
    }

    public void Point(double x, double y, Role role) =>
        Flush().Add(Markup.Of($"<circle class=\"{RoleClass.Of(role)}\" r=\"4\" cx=\"{Whole(x)}\" cy=\"{Whole(y)}\"/>"));

    public void Text(double x, double y, string text, Role role, TextAlign align = TextAlign.Left)
    {
        var kind = RoleClass.Of(role) + align switch { TextAlign.Middle => " middle", TextAlign.Right => " end", _ => "" };
        Flush().Add(Markup.Of($"<text class=\"{kind}\" x=\"{Whole(x)}\" y=\"{Whole(y + 5)}\">{text}</text>"));
    }

    public void Series(int number, Action draw)
    {
        var content = Apart(draw);
        if (content != Markup.Empty) _parts.Add(Markup.Of($"<g class=\"s{((number - 1) % Colours) + 1}\">{content}</g>"));
    }

    public void Shade(int step, Action draw)
    {
        var content = Apart(draw);
        if (content.ToString().Length > 0) _parts.Add(Markup.Of($"<g class=\"d{step + HeatMapScale.Most}\">{content}</g>"));
    }

    public void Group(string? title, string? anchor, Action draw)
    {
        var content = Markup.Of($"{(title is null ? Markup.Empty : Markup.Of($"<title>{title}</title>"))}{Apart(draw)}");
        _parts.Add(anchor is null ? Markup.Of($"<g>{content}</g>") : Markup.Of($"<a href=\"#{anchor}\">{content}</a>"));
    }

    private Markup Apart(Action draw)
    {
        var outer = Flush();
        _parts = [];
        draw();
        var content = Markup.Join(Flush());
        _parts = outer;
        return content;
    }

    /// <summary>Whether the path at hand is of this kind; begins one where it is not.</summary>
    private bool IsPath(string kind)
    {
        if (_path.Length > 0 && _pathClass == kind) return true;
        Flush();
        _pathClass = kind;
        return false;
    }

    private List<Markup> Flush()
    {
        // Numbers alone; a text would be cut at the length of one.
        if (_path.Length > 0) _parts.Add(Markup.Of($"<path class=\"{_pathClass}\" d=\"{Markup.Trusted(_path.ToString())}\"/>"));
        _path.Clear();
        return _parts;
    }

    private static int Whole(double value) => (int)Math.Round(Math.Clamp(value, -1e6, 1e6));
}
