using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Report.Charts;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>A roofline per device, with what its numbers stand for.</summary>
internal static class RooflineSection
{
    private const int Height = 440;

    public static Markup Of(ReportPage page)
    {
        var rooflines = Roofline.Of(page.Run.Results);
        return rooflines.IsEmpty ? Markup.Empty : Markup.Of($"""
            <section aria-labelledby="roofline"><h2 id="roofline">Roofline</h2><p>What each device can do at most at so many operations per byte: the slope is its measured memory bandwidth, the flat lines the best measured rate of each data type. Points are results in the colour of their type; the number of one below half of its roof is in the colour of losses.</p>
            {rooflines.Select(roofline => Device(page, roofline))}</section>
            """);
    }

    private static Markup Device(ReportPage page, Roofline roofline)
    {
        var title = $"Roofline of {roofline.Device}";
        var description =
            $"memory {roofline.Memory.Rate.Quantity}, "
                + $"{string.Join(", ", roofline.Compute.Select(roof => $"{roof.Name} {roof.Rate.Quantity}"))}; the results stand in the "
                + "table below";
        return Markup.Of($"""
            <h3>{roofline.Device}</h3>{Drawing.Of(title, description, _ => Height, surface => RooflineChart.Draw(surface, roofline, page.AnchorOf), hasLinks: true)}
            <details class="print"><summary>What the numbers stand for</summary>{Scrolled.Of("Numbers", Markup.Of($"<table><thead><tr><th scope=\"col\" class=\"number\">Number</th><th scope=\"col\">Result</th><th scope=\"col\" class=\"number\">FLOP per byte</th><th scope=\"col\" class=\"number\">Rate</th><th scope=\"col\" class=\"number\">Of its roof</th><th scope=\"col\">Roof</th></tr></thead><tbody>{RooflineChart.Shown(roofline).Select((point, index) => Point(page, point, index + 1))}</tbody></table>"))}</details>

            """);
    }

    private static Markup Point(ReportPage page, RooflinePoint point, int number) => Markup.Of(
        $"<tr><td class=\"number\">{number}</td><td>{point.Key.Benchmark} <a "
            + $"href=\"#{page.TargetOf(point.Key)}\">{point.Key.Workload}</a></td><td "
            + $"class=\"number\">{NumberText.Number(point.Intensity)}</td><td class=\"number\">{point.Rate.Quantity.ToString()}</td><td "
            + $"class=\"number\">{(point.ShareOfRoof is { } share ? NumberText.Share(share) : "")}</td><td>"
            + $"{(point.IsMemoryBound ? "memory" : point.Type ?? "compute")}</td></tr>");
}
