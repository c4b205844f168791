using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Nights;

/// <summary>The nights of whatever is slow as lines, with the evidence and the facts in which it differs.</summary>
internal static class NightSection
{
    private const int Width = 400, Height = 170, FewestPoints = 2;

    public static Markup Of(NightContent content) => content.Details.IsEmpty ? Markup.Empty : Markup.Of($"""
        <section aria-labelledby="nights"><h2 id="nights">Nights</h2>
        <p>Speed in % from the median of its kind, night by night, so that what the whole fleet changed does not show. The dashed line is before the night of this page.</p>
        <div class="multiples">{content.Details.Select(Detail)}</div>{FindingSection.More(content.Findings.Length - content.Details.Length, "findings", "fleet outliers --format csv")}</section>
        """);

    private static Markup Detail(NightDetail one)
    {
        var facts = one.Facts.IsEmpty
            ? Markup.Of($"<p class=\"muted\">No recorded fact differs from the other nodes.</p>")
            : Markup.Of($"<ul>{one.Facts.Select(fact => Markup.Of($"<li>{fact}</li>"))}</ul>");
        return Markup.Of($"""
            <figure id="{one.Anchor}"><figcaption><b>{one.Who}</b> <span class="{RoleClass.Of(one.Sign.Role)}">{one.Sign.Unicode} {one.Evidence}</span></figcaption>{Chart(one)}{facts}</figure>

            """);
    }

    private static Markup Chart(NightDetail one)
    {
        if (one.Points.Length < FewestPoints) return Markup.Of($"<p class=\"muted\">It has no earlier night.</p>");
        var first = one.Points.TakeWhile(point => !point.IsJudged).Count();
        var (oldest, newest) = (one.Points[0], one.Points[^1]);
        var axes = new SeriesAxes("", "from the median", oldest.Night, newest.Night, index => Text(one.Points[index]));
        var description = string.Create(CultureInfo.InvariantCulture, $"{one.Points.Length} nights from {oldest.Night} to {newest.Night}, ")
            + $"{SignedShare.Of(newest.Difference)} in the last";
        return SvgSurface.Draw(Width, Height, $"Nights of {one.Who}", description, surface => SeriesChart.Draw(
            surface, [new ChartSeries([.. one.Points.Select(point => 100 * point.Difference)], Role.Plain, IsLine: true)], Unit.Percent,
            first > 0 && first < one.Points.Length ? [new ChartMark(first, Role.Worse)] : [], axes: axes));
    }

    private static string Text(NightPoint point) => $"{point.Night}: {SignedShare.Of(point.Difference)}, {point.Value}";
}
