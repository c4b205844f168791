using StackBench.Core.Assessments;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>How results scale with a size: a curve for each set that differs in nothing else.</summary>
internal static class SweepSection
{
    private const int Width = 400, Height = 230;
    private const int MostCurves = 24;
    private const int MostPoints = 120;

    public static Markup Of(ReportPage page)
    {
        Sweep[] sweeps = [.. Sweep.Of(page.Run.Results).Where(SweepChart.CanDraw)];
        return sweeps.Length == 0 ? Markup.Empty : Markup.Of($"""
            <section aria-labelledby="scaling"><h2 id="scaling">Scaling with size</h2>
            <div class="multiples">{sweeps.Take(MostCurves).Select(Curve)}</div>{(sweeps.Length > MostCurves ? Markup.Of($"<p class=\"muted\">{sweeps.Length - MostCurves} further curves are left out.</p>") : Markup.Empty)}</section>
            """);
    }

    private static Markup Curve(Sweep all)
    {
        // Evenly spaced, the last one too; more would lie on one another.
        var step = Math.Max(1, (all.Points.Length + MostPoints - 1) / MostPoints);
        var sweep = all with { Points = [.. all.Points.Where((_, index) => index % step == 0 || index == all.Points.Length - 1)] };
        var title = $"{sweep.Benchmark} over {SweepText.Parameter(sweep)}";
        var description = string.Join(", ", sweep.Points.Select(point => $"{SweepText.Size(sweep, point.Size)}: {point.Value.Quantity}"));
        return Markup.Of($"""
            <figure><figcaption><b>{sweep.Benchmark}</b> over {SweepText.Parameter(sweep)} <span class="muted">{SweepText.Where(sweep)}</span></figcaption>{SvgSurface.Draw(Width, Height, title, description, surface => SweepChart.Draw(surface, sweep))}</figure>

            """);
    }
}
