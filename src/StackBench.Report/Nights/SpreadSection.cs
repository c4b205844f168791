using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Units;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Nights;

/// <summary>How the devices of the fleet spread in each workload, with the slow ones by their names.</summary>
internal static class SpreadSection
{
    private const int Width = 400, Height = 220, MostBars = 30, MostNamed = 3, MostBrief = 6;

    public static Markup Of(NightContent content, NightDetailLevel level)
    {
        NightWorkload[] known = [.. content.Workloads.Where(workload => workload.Differences.Length > 1)];
        if (known.Length == 0) return Markup.Empty;
        var shown = level == NightDetailLevel.Explained ? known.Length : Math.Min(known.Length, MostBrief);
        return Markup.Of($"""
            <section aria-labelledby="spread"><h2 id="spread">Spread</h2>
            <p>How many devices are how far from the median of their kind. What is judged slow has a dashed line and its name, the slowest {MostNamed} of each workload.</p>
            <div class="multiples">{known.Take(shown).Select(Spread)}</div>{FindingSection.More(known.Length - shown, "workloads", "fleet report --format csv")}</section>
            """);
    }

    private static Markup Spread(NightWorkload workload)
    {
        double[] values = [.. workload.Differences.Select(Percent)];
        ImmutableArray<(double Value, string Name)> marks =
            [.. workload.Slow.Take(MostNamed).Select(one => (Percent(one.Difference), ShortText.Of(one.Name, 24)))];
        var text = new HistogramText("from the median, slower to the left", "devices", marks) { MostBars = MostBars, Digits = 3 };
        var description = string.Create(CultureInfo.InvariantCulture,
            $"{values.Length} devices from {SignedShare.Of(values.Min() / 100)} to {SignedShare.Of(values.Max() / 100)}");
        var drawn = SvgSurface.Draw(
            Width, Height, $"Spread of {workload.Name}", description, surface => HistogramChart.Draw(surface, values, Unit.Percent, text));
        return Markup.Of(
            $"<figure><figcaption>{workload.Name} <span class=\"muted\">{description}</span></figcaption>{drawn}</figure>\n");
    }

    // A value a thousand times the others would leave one bar of all the rest; the median is zero but for its last bits.
    private static double Percent(double share) => Math.Round(100 * Math.Clamp(share, -1, 1), 3);
}
