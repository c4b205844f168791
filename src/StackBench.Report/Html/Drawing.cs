using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>A chart in two forms: one for wide pages and paper, one for phones; the style sheet shows one of them.</summary>
internal static class Drawing
{
    /// <summary>Units across of the two forms; a unit is about a pixel, and text has 14.</summary>
    public const int Wide = 960, Narrow = 380;

    /// <param name="description">The chart in words, for those who do not see it.</param>
    /// <param name="heightAt">Units down at so many across.</param>
    public static Markup Of(
        string title, string description, Func<int, int> heightAt, Action<IChartSurface> draw, bool hasLinks = false) => Markup.Of(
        $"{SvgSurface.Draw(Wide, heightAt(Wide), title, description, draw, hasLinks, "wide")}"
            + $"{SvgSurface.Draw(Narrow, heightAt(Narrow), title, description, draw, hasLinks, "narrow")}");
}
