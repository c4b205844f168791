using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>Every result that was tried, one line each; a script sorts and filters it, and on a phone a line is a card.</summary>
internal static class ResultTable
{
    public static Markup Of(ReportPage page) => Markup.Of($"""
        <section aria-labelledby="results"><h2 id="results">Results</h2>
        <p class="filter" hidden><label>Show only rows with <input type="search" id="filter" autocomplete="off"></label> <span id="shown" role="status"></span></p>
        {Scrolled.Of("Results", Table(page))}{page.LeftOut(page.Listed.Length)}{SkippedList.Of(page)}{Legend(page)}</section>
        """);

    private static Markup Table(ReportPage page)
    {
        var isCompared = page.Content.Comparison is not null;
        var change = isCompared ? Markup.Of($"<th scope=\"col\">Change</th>") : Markup.Empty;
        return Markup.Of($"""
            <table id="table" class="cards"><thead><tr><th scope="col">Benchmark</th><th scope="col">Workload</th><th scope="col">On</th><th scope="col" class="number">Value</th><th scope="col" class="number">±</th><th scope="col" class="number">Of below</th>{change}<th scope="col">Verdict</th></tr></thead>
            <tbody>
            {page.Listed.Select(row => Row(page, row, isCompared))}</tbody></table>
            """);
    }

    private static Markup Row(ReportPage page, RunRow row, bool isCompared)
    {
        var result = row.Result;
        var assessment = page.Common.Without(row);
        return Markup.Of($"""
            <tr><td>{result.Benchmark}</td><td><a href="#{page.TargetOf(result.Key)}">{result.Workload}</a></td><td>{On(result.Device, result.Engine)}</td><td class="number" data-v="{Number(result.Headline?.Value)}"{Unit(row)}>{row.Value}</td><td class="number" data-v="{Number(row.RelativeInterval)}">{row.Interval}</td><td class="number" data-v="{Number(row.ShareOfBelow)}">{row.Share}</td>{(isCompared ? Change(page, row) : Markup.Empty)}<td class="{RoleClass.Of(assessment.Role)}"{Title(row, assessment)}>{Sign(assessment)} {Words(row, assessment)}</td></tr>

            """);
    }

    private static string On(string device, string? engine) => engine is null ? device : $"{device}, {engine}";

    // Values of different units have no order.
    private static Markup Unit(RunRow row) =>
        row.Result.Headline is { } headline ? Markup.Of($" data-u=\"{headline.Unit.Symbol}\"") : Markup.Empty;

    // Measured well, and lost all the same: a tick would say that it is fine.
    private static string Sign(Assessment assessment) => (assessment.Mark is Mark.Sound && assessment.Role is Role.Worse
        ? Vocabulary.SignOf(SentenceKind.Loss)
        : Vocabulary.SignOf(assessment.Mark)).Unicode;

    // What has no value has its reason in sight.
    private static string Words(RunRow row, Assessment assessment) =>
        row.Result.Headline is null ? assessment.Text : assessment.Short;

    private static Markup Title(RunRow row, Assessment assessment) =>
        row.Result.Headline is null || row.Assessment.Text == assessment.Short
            ? Markup.Empty
            : Markup.Of($" title=\"{row.Assessment.Text}\"");

    private static Markup Change(ReportPage page, RunRow row)
    {
        if (page.ComparisonOf(row.Result.Key) is not { } metric) return Markup.Of($"<td></td>");
        var sign = Vocabulary.SignOf(metric.Verdict);
        var name = metric.Metric == row.Result.Headline?.Metric ? "" : $"{MetricName.Of(metric.Metric)} ";
        var text = $"{name}{ComparisonText.Change(metric)} {ComparisonText.Interval(metric)}";
        var word = Vocabulary.Word(metric.Verdict);
        // A verdict is said in its word, whatever decides nothing by its sign, which the legend explains.
        return Vocabulary.IsDecided(metric.Verdict)
            ? Markup.Of($"<td class=\"{RoleClass.Of(sign.Role)}\" data-v=\"{Number(metric.Ratio)}\">{sign.Unicode} {word} {text}</td>")
            : Markup.Of($"<td class=\"{RoleClass.Of(sign.Role)}\" data-v=\"{Number(metric.Ratio)}\">{sign.Unicode} "
                + $"<span class=\"hidden\">{word}</span> {text}</td>");
    }

    private static Markup Legend(ReportPage page)
    {
        string?[] sentences = [IntervalText.Legend(page.Table), .. page.Common.Sentences, Signs(page)];
        var text = string.Join(' ', sentences.OfType<string>());
        return text.Length == 0 ? Markup.Empty : Markup.Of($"<p class=\"muted\">{text}</p>");
    }

    private static string? Signs(ReportPage page)
    {
        if (page.Content.Comparison is not { } comparison) return null;
        var signs = Vocabulary.Counts(comparison.Metrics)
            .GroupBy(count => Vocabulary.SignOf(count.Key).Unicode, count => Vocabulary.Word(count.Key))
            .Select(words => $"{words.Key} {string.Join(" or ", words)}");
        return $"Change of the value against the baseline and its interval: {string.Join(", ", signs)}.";
    }

    private static string Number(double? value) => value is { } number && double.IsFinite(number) ? NumberText.Exact(number) : "";
}
