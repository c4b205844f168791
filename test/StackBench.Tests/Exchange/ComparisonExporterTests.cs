using System.Text.Json.Nodes;
using System.Xml.Linq;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Exchange.Export;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Exchange;

/// <summary>A comparison in the formats of pipelines: each counts what the gate fails on.</summary>
public sealed class ComparisonExporterTests
{
    private static readonly string Hostile = "a,b:c%\n::error::x<&>'\"\u0000\uffff\u202e";

    private static Run Renamed(Run run, string suffix) =>
        run with { Results = [.. run.Results.Select(result => result with { Workload = result.Workload + suffix })] };

    private static RunComparison Compare(double gigaflops, string suffix = "", Outcome? peak = null)
    {
        var candidate = HistoryRun.Of(20, gigaflops, facts: new FingerprintFact("engine.libtorch.version", "2.11.0", FactRole.Cause));
        if (peak is not null)
            candidate = candidate with { Results = [candidate.Results[0], candidate.Results[1] with { Outcome = peak, Launches = [] }] };
        return Comparer.Compare(
            [.. Enumerable.Range(0, 6).Select(day => Renamed(HistoryRun.Of(5 - day), suffix))], Renamed(candidate, suffix),
            ComparisonOptions.Default);
    }

    private static RunComparison OfAnotherMachine() => Comparer.Compare(
        [HistoryRun.Of(0)], HistoryRun.Of(1, facts: new FingerprintFact("cpu.model", "other", FactRole.Identity)),
        ComparisonOptions.Default);

    private static string Written(string name, RunComparison comparison, FailOn? failOn = null)
    {
        using var writer = new StringWriter();
        ComparisonExporters.Write(name, comparison, failOn ?? FailOn.Never, writer);
        return writer.ToString();
    }

    [Fact]
    public void These_are_the_formats() => Assert.Equal(
        ["json", "md", "csv", "junit", "github", "gitlab"], ComparisonExporters.All.Select(exporter => exporter.Name));

    [Fact]
    public void Regressions_and_lost_results_are_what_junit_fails_on_and_an_open_one_is_skipped()
    {
        var comparison = Compare(60, peak: new Failed(FailureStage.Prepare, "out of memory", []));
        var counts = ComparisonCounts.Of(comparison);
        Assert.Equal((1, 1), (counts.Regressions, counts.Lost));
        var root = XDocument.Parse(Written("junit", comparison)).Root!;
        Assert.Equal(2, root.Elements("testsuite").Sum(suite => (int)suite.Attribute("failures")!));
        string[] messages = [.. root.Descendants("failure").Select(failure => failure.Attribute("message")!.Value)];
        Assert.Contains("regression: flop-rate -40 % slower", messages[0], StringComparison.Ordinal);
        Assert.Contains("engine.libtorch.version: 2.10.0 -> 2.11.0", messages[0], StringComparison.Ordinal);
        Assert.Contains("no longer measured: ok before, failed (out of memory) now", messages[1], StringComparison.Ordinal);

        root = XDocument.Parse(Written("junit", Compare(100))).Root!;
        Assert.Empty(root.Descendants("failure"));
        Assert.All(root.Descendants("skipped"), skipped =>
            Assert.Matches("^inconclusive: .* at most [0-9.]+ % slower", skipped.Attribute("message")!.Value));
        foreach (var suite in root.Elements("testsuite"))
            Assert.Equal((int)suite.Attribute("tests")!, suite.Elements("testcase").Count());
    }

    [Fact]
    public void A_suspicion_warns_unless_the_gate_is_on_it()
    {
        var comparison = Compare(100, peak: new Skipped("too slow: estimated 90 s", null, SkipCause.TooSlow));
        Assert.Empty(XDocument.Parse(Written("junit", comparison)).Descendants("failure"));
        Assert.Single(XDocument.Parse(Written("junit", comparison, FailOn.Suspected)).Descendants("failure"));
        Assert.Contains("::warning title=suspected%3A compute-peak", Written("github", comparison), StringComparison.Ordinal);
        Assert.Contains(
            "::error title=suspected%3A compute-peak", Written("github", comparison, FailOn.Suspected), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_slower_than_a_gate_of_its_own_fails_in_every_format_as_the_gate_does()
    {
        var comparison = Compare(60);
        Assert.Equal(GateState.Failed, Gate.Of(comparison, FailOn.SlowerThan(0.05)).State);
        Assert.Single(XDocument.Parse(Written("junit", comparison, FailOn.SlowerThan(0.05))).Descendants("failure"));
        // A regression, but not shown to be more than 90 % slower.
        Assert.Empty(XDocument.Parse(Written("junit", comparison, FailOn.SlowerThan(0.9))).Descendants("failure"));
        Assert.Contains("::warning title=regression", Written("github", comparison, FailOn.SlowerThan(0.9)), StringComparison.Ordinal);
    }

    [Fact]
    public void Workflow_commands_are_escaped_and_end_with_the_answer()
    {
        var lines = Written("github", Compare(60, Hostile)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith(
            "::error title=regression%3A gemm fp32 2048x2048x2048a%2Cb%3Ac%25 %3A%3Aerror", lines[0], StringComparison.Ordinal);
        Assert.Contains("::flop-rate -40 %25 slower", lines[0], StringComparison.Ordinal);
        Assert.Equal("::notice title=StackBench::1 regression, 1 inconclusive", lines[1]);
    }

    [Fact]
    public void Code_quality_issues_have_what_gitlab_requires_and_stay_the_same_while_the_numbers_move()
    {
        JsonArray Issues(double gigaflops) => JsonNode.Parse(Written("gitlab", Compare(gigaflops, Hostile)))!.AsArray();
        var issue = Assert.Single(Issues(60))!;
        Assert.Equal("stackbench-regression", (string)issue["check_name"]!);
        Assert.Equal("critical", (string)issue["severity"]!);
        Assert.Matches("^[0-9a-f]{64}$", (string)issue["fingerprint"]!);
        Assert.StartsWith("stackbench/", (string)issue["location"]!["path"]!, StringComparison.Ordinal);
        Assert.Equal(1, (int)issue["location"]!["lines"]!["begin"]!);
        Assert.DoesNotContain((string)issue["description"]!, char.IsControl);
        Assert.Equal((string)issue["fingerprint"]!, (string)Issues(50)[0]!["fingerprint"]!);
        Assert.Empty(JsonNode.Parse(Written("gitlab", Compare(100)))!.AsArray());
    }

    [Fact]
    public void Where_nothing_could_be_tested_no_format_is_silent()
    {
        Assert.Contains("::warning title=StackBench::not decided", Written("github", OfAnotherMachine()), StringComparison.Ordinal);
        Assert.StartsWith(
            "not decided", (string)JsonNode.Parse(Written("gitlab", OfAnotherMachine()))![0]!["description"]!, StringComparison.Ordinal);
        var root = XDocument.Parse(Written("junit", OfAnotherMachine())).Root!;
        Assert.Equal(2, root.Descendants("skipped").Count());
        Assert.Contains("not decided", root.Attribute("name")!.Value, StringComparison.Ordinal);
        var json = JsonNode.Parse(Written("json", OfAnotherMachine()))!;
        Assert.Equal(("notDecided", 0), ((string)json["gate"]!, (int)json["tested"]!));
    }

    [Fact]
    public void A_line_of_csv_has_the_verdict_its_result_counts_by()
    {
        var comparison = Compare(60);
        var worse = comparison.With(Verdict.Regression)[0];
        comparison = comparison with { Metrics = [worse with { Metric = "p99", Verdict = Verdict.Suspected }, .. comparison.Metrics] };
        var lines = Written("csv", comparison).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["regression", "regression", "inconclusive"], lines.Skip(1).Select(line => line.Split(',')[^1]));
        Assert.Equal(1, ComparisonCounts.Of(comparison).Regressions);
    }
}
