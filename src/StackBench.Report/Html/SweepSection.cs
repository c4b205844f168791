using StackBench.Core.Assessments;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>How results scale with a size: a curve for each set that differs in nothing else.</summary>
internal static class SweepSection
{
    private const int Width = 1280, Height = 300;
    private const int MostCurves = 24;
    private const int MostPoints = 120;

    public static Markup Of(ReportPage page)
    {
        var sweeps = Sweep.Of(page.Run.Results);
        return sweeps.IsEmpty ? Markup.Empty : Markup.Of($"""
            <section aria-labelledby="scaling"><h2 id="scaling">Scaling with size</h2>
            {sweeps.Take(MostCurves).Select(Curve)}{(sweeps.Length > MostCurves ? Markup.Of($"<p class=\"muted\">{sweeps.Length - MostCurves} further curves are left out.</p>") : Markup.Empty)}</section>
            """);
    }

    private static Markup Curve(Sweep all)
    {
        // Evenly spaced, the last one too; more would lie on one another.
        var step = Math.Max(1, (all.Points.Length + MostPoints - 1) / MostPoints);
        var sweep = all with { Points = [.. all.Points.Where((_, index) => index % step == 0 || index == all.Points.Length - 1)] };
        var title = $"{sweep.Benchmark} over {sweep.Parameter}";
        var description = string.Join(", ", sweep.Points.Select(point => $"{point.Size}: {point.Value.Quantity}"));
        return Markup.Of($"""
            <h3>{sweep.Benchmark}: {sweep.Points[0].Value.Metric} over {sweep.Parameter}</h3><p class="muted">{$"{sweep.Fixed}, on {sweep.Device}{(sweep.Engine is null ? "" : $" by {sweep.Engine}")}"}</p>
            {Scrolled.Of(title, SvgSurface.Draw(Width, Height, title, description, surface => SweepChart.Draw(surface, sweep)))}

            """);
    }
}
