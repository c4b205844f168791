using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Report.Charts;
using StackBench.Report.Svg;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>Everything about each result: metrics, warnings with remedy, samples, launches, suspects. A line for each benchmark, unless
/// there are few results.</summary>
internal static class DetailSection
{
    private const int LogLines = 20, FewLogLines = 5;
    private const int FewMetrics = 30;
    private const int MostLaunches = 40;
    private const int FewResults = 12;

    public static Markup Of(ReportPage page) => page.Detailed.IsEmpty ? Markup.Empty : Markup.Of($"""
        <section aria-labelledby="details"><h2 id="details">In detail</h2>
        {(page.Detailed.Length <= FewResults ? page.Detailed.Select(row => Result(page, row)) : page.Detailed.GroupBy(row => row.Result.Benchmark).Select(group => Group(page, group)))}{page.LeftOut(page.Detailed.Length)}</section>
        """);

    private static Markup Group(ReportPage page, IGrouping<string, RunRow> group)
    {
        var rows = group.ToArray();
        var open = string.Join(", ", rows.Select(row => page.Common.Without(row)).SelectMany(assessment => assessment.Findings)
            .Where(finding => finding.Role is Role.Worse or Role.Error).CountBy(finding => finding.Short)
            .Select(word => string.Create(CultureInfo.InvariantCulture, $"{word.Value} {word.Key}")));
        var role = rows.Any(row => row.Assessment.Role == Role.Error) ? Role.Error : Role.Worse;
        return Markup.Of($"""
            <details class="group"><summary><b>{group.Key}</b> {Count(rows.Length)} <span class="{RoleClass.Of(role)}">{open}</span></summary>
            {rows.Select(row => Result(page, row))}</details>

            """);
    }

    private static string Count(int results) =>
        string.Create(CultureInfo.InvariantCulture, $"{results} {(results == 1 ? "result" : "results")}");

    private static Markup Result(ReportPage page, RunRow row)
    {
        var result = row.Result;
        return Markup.Of($"""
            <details id="{page.AnchorOf(result.Key)}"><summary><b>{result.Benchmark}</b> {result.Workload} <span class="muted">{result.Device}{(result.Engine is null ? "" : $", {result.Engine}")}</span> {row.Value} <span class="{RoleClass.Of(row.Assessment.Role)}">{Vocabulary.SignOf(row.Assessment.Mark).Unicode} {row.Assessment.Short}</span></summary>
            <p>{row.Assessment.Text}</p>{Outcome(page, result.Outcome)}{Suspects(page, result)}{(page.ShowsSamples(row) ? Samples(page, result) : Markup.Empty)}{(page.ShowsLaunches ? Launches(result) : Markup.Empty)}<p class="muted">{result.Parameters.ToString()}</p></details>

            """);
    }

    private static Markup Samples(ReportPage page, BenchmarkResult result) =>
        SampleChart.Of(result, page.PointsPerLine, page.TelemetryPanels) is not { } chart
        ? Markup.Empty
        : Scrolled.Of(
        "Samples", SvgSurface.Draw(Drawing.Wide, chart.LinesAt!(Drawing.Wide / SvgSurface.Character) * SvgSurface.LineHeight, chart.Subject,
        chart.Title, chart.Draw));

    private static Markup Outcome(ReportPage page, Outcome outcome) => outcome switch
    {
        Ok ok =>
            Markup.Of($"{Metrics(page, ok)}{(ok.Notes.IsEmpty ? Markup.Empty : Markup.Of($"<ul>{ok.Notes.Select(note => Markup.Of(
                $"<li class=\"warn\"><b>{note.Code}</b>: {note.Message}{(note.Remedy is null ? ""
                : $". {note.Remedy}")}</li>"))}</ul>"))}"),
        Skipped { Remedy: { } remedy } => Markup.Of($"<p><b>What to do</b>: {remedy}</p>"),
        Failed { LogTail.IsEmpty: false } failed =>
            Markup.Of($"<pre>{failed.LogTail.TakeLast(page.ShowsLaunches ? LogLines : FewLogLines).Select(line => Markup.Of(
                $"{line}\n"))}</pre>"),
        _ => Markup.Empty,
    };

    private static Markup Metrics(ReportPage page, Ok ok)
    {
        var shown = ok.Metrics.Take(page.ShowsLaunches ? ok.Metrics.Length : FewMetrics);
        return Scrolled.Of("Metrics",
            Markup.Of($"<table><thead><tr><th scope=\"col\">Metric</th><th scope=\"col\" class=\"number\">Value</th><th "
                + $"scope=\"col\">Interval</th></tr></thead><tbody>"
                + $"{shown.Select(metric => Markup.Of($"<tr><td>{MetricName.Of(metric.Metric)}</td><td class=\"number\">"
                + $"{metric.Quantity.ToString()}</td><td>{Interval(metric)}</td></tr>"))}</tbody></table>"));
    }

    private static string Interval(MetricValue metric) => metric.Interval is not { } interval
        ? ""
        : $"{NumberText.Quantity(interval.Low, metric.Unit)} to {NumberText.Quantity(interval.High, metric.Unit)} at "
        + $"{NumberText.Share(interval.Level)}";

    private static Markup Suspects(ReportPage page, BenchmarkResult result)
    {
        if (page.Content.Comparison is not { } comparison) return Markup.Empty;
        var metrics = comparison.Metrics.Where(metric => metric.Key == result.Key).ToImmutableArray();
        if (metrics.IsEmpty) return Markup.Empty;
        string Value(double? value, Unit unit) => value is { } known ? NumberText.Quantity(known, unit) : "";
        var rows = metrics.Select(metric =>
            Markup.Of($"<tr><td>{MetricName.Of(metric.Metric)}</td><td class=\"number\">{Value(metric.Baseline, metric.Unit)}</td><td "
                + $"class=\"number\">{Value(metric.Candidate, metric.Unit)}</td><td "
                + $"class=\"{RoleClass.Of(Vocabulary.SignOf(metric.Verdict).Role)}\">{Vocabulary.SignOf(metric.Verdict).Unicode} "
                + $"{Vocabulary.Word(metric.Verdict)} {ComparisonText.Change(metric)} "
                + $"{ComparisonText.Interval(metric)}</td><td>{ComparisonText.Explanation(metric)}</td></tr>"));
        var suspects = comparison.Suspects.TryGetValue(result.Key, out var found) && !found.IsEmpty
            ? Markup.Of($"<p>What may have caused it, most likely "
            + $"first:</p><ol>{found.Select(change => Markup.Of($"<li>{change.ToString()}</li>"))}</ol>")
            : Markup.Empty;
        return Markup.Of($"{Scrolled.Of("Comparison", Markup.Of($"<table><thead><tr><th scope=\"col\">Compared</th><th scope=\"col\" "
            + $"class=\"number\">Baseline</th><th scope=\"col\" class=\"number\">New</th><th scope=\"col\">Verdict</th><th "
            + $"scope=\"col\">Why</th></tr></thead><tbody>{rows}</tbody></table>"))}{suspects}");
    }

    private static Markup Launches(BenchmarkResult result)
    {
        if (result.Launches.IsEmpty) return Markup.Empty;
        var headline = result.Headline;
        var shown = result.Launches.Take(MostLaunches).Select(launch =>
            Markup.Of($"<tr><td class=\"number\">{launch.Number}</td><td class=\"number\">{Value(launch, headline)}</td><td "
                + $"class=\"number\">{launch.Samples.Length}</td><td>{EnumText.Of(launch.StopReason)}</td><td>{launch.Backend}"
                + $"{(launch.Threads is { } threads ? string.Create(CultureInfo.InvariantCulture, $", threads: {threads}") : "")}</td><td>"
                + $"{(launch.FirstCallSeconds is { } first ? NumberText.Duration(first) : "")}</td><td>{Machine(launch)}</td></tr>"));
        return Markup.Of($"{Scrolled.Of("Launches", Markup.Of($"<table><thead><tr><th scope=\"col\" class=\"number\">Launch</th><th "
            + $"scope=\"col\" class=\"number\">Value</th><th scope=\"col\" class=\"number\">Samples</th><th scope=\"col\">Ended</th>"
            + $"<th scope=\"col\">Backend</th><th scope=\"col\">First call</th><th scope=\"col\">Machine</th></tr></thead><tbody>"
            + $"{shown}</tbody></table>"))}{(result.Launches.Length > MostLaunches ? Markup.Of(
            $"<p class=\"muted\">{result.Launches.Length - MostLaunches} further launches are in the run document.</p>")
            : Markup.Empty)}");
    }

    private static string Value(Launch launch, MetricValue? headline) =>
        headline is not null && launch.Values.TryGetValue(headline.Metric, out var value) ? NumberText.Quantity(value, headline.Unit) : "";

    private static string Machine(Launch launch)
    {
        if (launch.Telemetry is not { } telemetry) return "";
        var energy = telemetry.Summary.Devices.Where(device => device.EnergyJoules is not null)
            .Select(device => $"{device.Device} {NumberText.Quantity(device.EnergyJoules!.Value, Unit.Joule)}");
        var held = telemetry.Summary.Devices.Where(device => device.ThrottledShare > 0)
            .Select(device => $"{device.Device} throttled {NumberText.Share(device.ThrottledShare!.Value)} of the time");
        return string.Join(", ", energy.Concat(held));
    }
}
