using StackBench.Core.Units;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>How much of each layer the one above it delivers: the best result of every benchmark on every level it stands on.</summary>
internal static class LadderSection
{
    private const int BarWidth = 200;

    public static Markup Of(ReportPage page)
    {
        // What is itself the best of the level it is held against says nothing.
        var best = page.Table.Rows.Where(
            row => row.ShareOfBelow is { } share && double.IsFinite(share) && row.Result.Layer.Below != row.Result.Layer.Provides)
            .GroupBy(row => (row.Result.Device, row.Result.Layer.Below, row.Result.Layer.Factor, row.Result.Benchmark))
            .Select(group => group.MaxBy(row => row.ShareOfBelow)!)
            .OrderBy(row => row.Result.Device, StringComparer.Ordinal).ThenBy(row => row.Result.Layer.Below, StringComparer.Ordinal)
            .ToArray();
        return best.Length == 0 ? Markup.Empty : Markup.Of($"""
            <section aria-labelledby="ladder"><h2 id="ladder">Layer ladder</h2><p>How much of the layer below arrives in each layer: where a bar is short, that layer loses it.</p>
            {Scrolled.Of("Layer ladder", Markup.Of($"<table id=\"layers\" class=\"cards\"><thead><tr><th scope=\"col\">Device</th><th scope=\"col\">Layer below</th><th scope=\"col\">Best of</th><th scope=\"col\" class=\"number\">Value</th><th scope=\"col\" class=\"number\">Delivers</th><th scope=\"col\"><span class=\"hidden\">Bar</span></th></tr></thead><tbody>{best.Select(row => Row(page, row))}</tbody></table>"))}</section>
            """);
    }

    private static Markup Row(ReportPage page, RunRow row)
    {
        var layer = row.Result.Layer;
        var share = Math.Clamp(row.ShareOfBelow!.Value, 0, 1);
        var factor = layer.Factor == 1 ? "" : $"{NumberText.Exact(layer.Factor)} x ";
        return Markup.Of($"""
            <tr><td>{row.Result.Device}</td><td>{factor + (layer.BelowTitle ?? layer.Below)}</td><td>{row.Result.Benchmark}: <a href="#{page.TargetOf(row.Result.Key)}">{row.Result.Workload}</a></td><td class="number">{row.Value}</td><td class="number">{row.Share}</td><td><svg class="bar" viewBox="0 0 {BarWidth} 16" aria-hidden="true"><path class="rail" d="M0 0h{BarWidth}v16H0"/><path class="bars" d="M0 0h{(int)(share * BarWidth)}v16H0"/></svg></td></tr>

            """);
    }
}
