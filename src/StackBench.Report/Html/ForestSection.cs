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
    private const int MostLines = 12;

    public static Markup Of(ReportPage page)
    {
        if (page.Content.Comparison is not { } comparison) return Markup.Empty;
        var rows = ComparisonChart.Forest(comparison, out var left, page.AnchorOf);
        return Markup.Of($"""
            <section aria-labelledby="changes"><h2 id="changes">Against the baseline</h2>
            <p>The headline metric of each result, and others that decide it, the worst first. The upright mark is the ratio, above 1 worse, the bar its interval, the grey band what counts as no change; beside it the change of the value. {ComparisonText.ErrorRate(comparison)} {ComparisonText.Columns(comparison)}</p>
            {(rows.IsEmpty ? Markup.Of($"<p>No metric could be compared.</p>") : Forest(rows))}
            {(left > 0 ? Markup.Of($"<p class=\"muted\">{left} metrics in the middle are left out here; the table has all.</p>") : Markup.Empty)}{Losses(comparison)}{Changes(comparison)}</section>
            """);
    }

    private static Markup Forest(ImmutableArray<ForestRow> rows)
    {
        var description = $"{NumberText.Exact(rows.Length)} metrics, worse to the right; the numbers stand in the table of results";
        return Drawing.Of("Change against the baseline", description,
            width => ForestChart.Lines(rows.Length, width / SvgSurface.Character) * SvgSurface.LineHeight,
            surface => ForestChart.Draw(surface, rows), hasLinks: true);
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
