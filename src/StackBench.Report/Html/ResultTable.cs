using StackBench.Core.Comparison;
using StackBench.Core.Units;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>Every result in a line; a small script sorts and filters it.</summary>
internal static class ResultTable
{
    public static Markup Of(ReportPage page)
    {
        var isCompared = page.Content.Comparison is not null;
        var change = isCompared ? Markup.Of($"<th scope=\"col\">Change</th>") : Markup.Empty;
        return Markup.Of($"""
            <section aria-labelledby="results"><h2 id="results">Results</h2>
            <p class="filter" hidden><label>Show only rows with <input type="search" id="filter" autocomplete="off"></label> <span id="shown" role="status"></span></p>
            {Scrolled.Of("Results", Markup.Of($"""
            <table id="table"><thead><tr><th scope="col">Benchmark</th><th scope="col">Workload</th><th scope="col">Device</th>
            <th scope="col">Engine</th><th scope="col" class="number">Value</th><th scope="col" class="number">±</th>
            <th scope="col" class="number">Of the layer below</th>{change}<th scope="col">Verdict</th></tr></thead>
            <tbody>
            {page.Listed.Select(row => Row(page, row, isCompared))}</tbody></table>
            """))}{page.LeftOut(page.Listed.Length)}
            {(IntervalText.Legend(page.Table) is { } legend ? Markup.Of($"<p class=\"muted\">{legend}</p>") : Markup.Empty)}</section>
            """);
    }

    private static Markup Row(ReportPage page, RunRow row, bool isCompared)
    {
        var result = row.Result;
        var role = RoleClass.Of(row.Assessment.Role);
        return Markup.Of($"""
            <tr><td>{result.Benchmark}</td><td><a href="#{page.TargetOf(result.Key)}">{result.Workload}</a></td><td>{result.Device}</td><td>{result.Engine}</td><td class="number" data-v="{Number(result.Headline?.Value)}">{row.Value}</td><td class="number" data-v="{Number(row.RelativeInterval)}">{row.Interval}</td><td class="number" data-v="{Number(row.ShareOfBelow)}">{row.Share}</td>{(isCompared ? Change(page, row) : Markup.Empty)}<td class="{role}">{Vocabulary.SignOf(row.Assessment.Mark).Unicode} {row.Assessment.Text}</td></tr>

            """);
    }

    private static Markup Change(ReportPage page, RunRow row) => page.ComparisonOf(row.Result.Key) is not { } metric
        ? Markup.Of($"<td></td>")
        : Markup.Of($"<td class=\"{RoleClass.Of(Vocabulary.SignOf(metric.Verdict).Role)}\" "
        + $"data-v=\"{Number(metric.Ratio)}\">{Words(metric, row.Result.Headline?.Metric)}</td>");

    private static string Words(MetricComparison metric, string? headline)
    {
        var name = metric.Metric == headline ? "" : $" {metric.Metric}";
        return $"{Vocabulary.SignOf(metric.Verdict).Unicode} {Vocabulary.Word(metric.Verdict)}{name} {ComparisonText.Change(metric)} "
            + ComparisonText.Interval(metric);
    }

    private static string Number(double? value) => value is { } number && double.IsFinite(number) ? NumberText.Exact(number) : "";
}
