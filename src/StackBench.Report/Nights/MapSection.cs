using System.Globalization;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Nights;

/// <summary>The fleet as a heat map for each workload, one beside the other, with one legend.</summary>
internal static class MapSection
{
    private const int Width = 400, Swatch = 26, SwatchHeight = 18;

    public static Markup Of(NightContent content, NightDetailLevel level) => content.Workloads.IsEmpty ? Markup.Empty : Markup.Of($"""
        <section aria-labelledby="map"><h2 id="map">Map</h2>
        <p>{Rows(content, level)} {Cells(level)} The colour is the speed in % from the median of all devices of the same kind in that workload. What is slow leads to its nights.</p>
        {Legend(level)}
        <div class="multiples maps">{content.Workloads.Select(workload => Map(workload, level))}</div></section>
        """);

    private static string Rows(NightContent content, NightDetailLevel level) => (content.HasRacks, level) switch
    {
        (true, >= NightDetailLevel.Racks) => "Each block is a rack.",
        (false, >= NightDetailLevel.Racks) => "Each block is 16 nodes in the order of their names.",
        (true, _) => "A row is a rack, a block a node.",
        _ => "A block is a node, in the order of their names; a row starts with the node at its left.",
    };

    private static string Cells(NightDetailLevel level) => level switch
    {
        NightDetailLevel.Racks => "It has the median of its devices; point at it for its slowest node.",
        NightDetailLevel.Brief => "It has the median of its devices; point at one with a frame for its slowest node.",
        NightDetailLevel.Nodes => "It has the median of its devices; point at one with a frame for its slowest device.",
        NightDetailLevel.Devices => "Its cells are its devices, line by line; point at a label for the slowest node of its row.",
        _ => "Its cells are its devices, line by line; point at it for its values.",
    };

    private static Markup Map(NightWorkload workload, NightDetailLevel level)
    {
        var map = level switch
        {
            >= NightDetailLevel.Racks => workload.Map.ByRow(),
            NightDetailLevel.Nodes => workload.Map.ByNode(),
            _ => workload.Map,
        };
        var slow = workload.Slow.IsEmpty ? "none judged slow" : "judged slow: " + Named(workload);
        var words = level switch
        {
            NightDetailLevel.Explained or NightDetailLevel.Racks => HeatMapWords.All,
            NightDetailLevel.Devices => HeatMapWords.Rows,
            _ => HeatMapWords.Marked,
        };
        var drawn = SvgSurface.Draw(
            Width, HeatMapChart.Lines(map) * SvgSurface.LineHeight, $"Map of {workload.Name}",
            $"{Count(workload.Differences.Length)}, {slow}", surface => HeatMapChart.Draw(surface, map, words), hasLinks: true);
        return Markup.Of($"<figure><figcaption>{workload.Name} <span class=\"muted\">{workload.Metric}, {workload.Medians}</span>"
            + $"</figcaption>{drawn}</figure>\n");
    }

    private static string Named(NightWorkload workload)
    {
        const int most = 5;
        var names = string.Join(", ", workload.Slow.Take(most).Select(one => $"{one.Name} {SignedShare.Of(one.Difference)}"));
        return workload.Slow.Length > most
            ? string.Create(CultureInfo.InvariantCulture, $"{names} and {workload.Slow.Length - most} more")
            : names;
    }

    private static string Count(int devices) => string.Create(CultureInfo.InvariantCulture, $"{devices} devices");

    private static Markup Legend(NightDetailLevel level)
    {
        var steps = Enumerable.Range(-HeatMapScale.Most, (2 * HeatMapScale.Most) + 1)
            .Select(step => Entry(HeatMapScale.Text(step), new HeatMapCell(Sample(step), HeatMapMark.None)));
        Markup[] marks =
        [
            Entry("confirmed slow", new HeatMapCell(-0.05, HeatMapMark.Confirmed)),
            Entry("suspected", new HeatMapCell(-0.05, HeatMapMark.Suspected)),
            Entry("absent", new HeatMapCell(double.NaN, HeatMapMark.Absent)),
            level >= NightDetailLevel.Nodes
                ? Entry("a part is absent", new HeatMapCell(0, HeatMapMark.Absent))
                : Markup.Empty,
        ];
        return Markup.Of($"<ul class=\"legend\">{steps}{marks}</ul>");
    }

    private static double Sample(int step) => Math.Sign(step) * (Math.Abs(step) switch { 0 => 0, 1 => 0.02, 2 => 0.05, _ => 0.2 });

    private static Markup Entry(string text, HeatMapCell cell)
    {
        var drawn = SvgSurface.Parts(Swatch, SwatchHeight, surface => HeatMapChart.Swatch(surface, cell));
        return Markup.Of($"<li><svg viewBox=\"0 0 {Swatch} {SwatchHeight}\" aria-hidden=\"true\">{drawn}</svg>{text}</li>");
    }
}
