using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Units;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>The comparison as a forest plot, with what could not be compared below it.</summary>
internal static class ForestSection
{
    private const int Width = 1100;
    private const int MostRows = 80;
    private const int MostLines = 12;

    public static Markup Of(ReportPage page)
    {
        if (page.Content.Comparison is not { } comparison) return Markup.Empty;
        ImmutableArray<(MetricComparison Metric, string Name)> drawn =
            [.. ComparisonText.Drawn(comparison).OrderByDescending(row => row.Metric.Ratio)];
        var rows = drawn.Length <= MostRows ? drawn : [.. drawn.Take(MostRows / 2), .. drawn.Skip(drawn.Length - (MostRows / 2))];
        return Markup.Of($"""
            <section aria-labelledby="changes"><h2 id="changes">Against the baseline</h2>
            <p>The headline metric of each result, and others that decide it, the worst first. The upright mark is the ratio, above 1 worse, the bar its interval, the grey band what counts as no change; beside it the change of the value. {ComparisonText.ErrorRate(comparison)} {ComparisonText.Columns(comparison)}</p>
            {(rows.IsEmpty ? Markup.Of($"<p>No metric could be compared.</p>") : Scrolled.Of("Forest plot", Forest(page, rows)))}
            {(rows.Length < drawn.Length ? Markup.Of($"<p class=\"muted\">{drawn.Length - rows.Length} metrics in the middle are left out here; the table has all.</p>") : Markup.Empty)}{Losses(comparison)}{Changes(comparison)}</section>
            """);
    }

    private static Markup Forest(ReportPage page, ImmutableArray<(MetricComparison Metric, string Name)> rows)
    {
        ForestRow[] forest =
        [
            .. rows.Select(row => ComparisonChart.Row(row.Metric, row.Name) with
            {
                Note = $"{Vocabulary.SignOf(row.Metric.Verdict).Unicode} {ComparisonText.Change(row.Metric)}",
                Title = $"{row.Metric.Key} {row.Metric.Metric}: {ComparisonText.Change(row.Metric)} {ComparisonText.Interval(row.Metric)}",
                Anchor = page.AnchorOf(row.Metric.Key),
            }),
        ];
        var description = $"{NumberText.Exact(rows.Length)} metrics, worse to the right; the numbers stand in the table of results";
        return SvgSurface.Draw(Width, (rows.Length + 1) * SvgSurface.LineHeight, "Change against the baseline", description, surface =>
            ForestChart.Draw(surface, forest), hasLinks: true);
    }

    private static Markup Losses(RunComparison comparison)
    {
        var lines = LossText.Layers(comparison).Append(LossText.Suspects(comparison)).OfType<string>()
            .Select(text => Markup.Of($"<p>{text}</p>"));
        return DecidingCommand.Of(comparison) is { } command
            ? Markup.Of($"{lines}<p>To decide what is open: <code>{command}</code></p>")
            : Markup.Of($"{lines}");
    }

    private static Markup Changes(RunComparison comparison)
    {
        // What is lost comes first, so that it stays in sight.
        var lines = LossText.Changes(comparison)
            .Select(change => Markup.Of($"<li class=\"{RoleClass.Of(change.Role)}\">{change.Text}</li>"))
            .ToArray();
        return lines.Length switch
        {
            0 => Markup.Empty,
            <= MostLines => Markup.Of($"<ul>{lines}</ul>"),
            _ =>
                Markup.Of($"<details><summary>{lines.Length} results that one side lacks or that ended "
                    + $"differently</summary><ul>{lines}</ul></details>"),
        };
    }
}
