using System.Globalization;
using System.Text;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Report.Html;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Report;

public sealed class HtmlReportTests
{
    private static readonly string Full = Text(new ReportContent(ExampleRun.Full));

    [Fact]
    public void A_report_needs_nothing_but_itself()
    {
        foreach (var reference in new[] { "src=", "<link", "@import", "fetch(", "XMLHttp" })
            Assert.DoesNotContain(reference, Full, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", MarkupReader.Between(Full, "<style>", "</style>"), StringComparison.Ordinal);
        Assert.All(MarkupReader.Read(Full).Where(element => element.Attributes.ContainsKey("href")), link =>
            Assert.StartsWith("#", link.Attributes["href"], StringComparison.Ordinal));
    }

    [Fact]
    public void The_policy_names_style_and_script_by_their_hashes_and_admits_nothing_else()
    {
        var policy = MarkupReader.Between(Full, "Content-Security-Policy\" content=\"", "\"");
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        foreach (var (element, directive) in new[] { ("style", "style-src"), ("script", "script-src") })
        {
            var content = MarkupReader.Between(Full, $"<{element}>", $"</{element}>");
            Assert.NotEmpty(content);
            Assert.Contains($"{directive} 'sha256-"
                + $"{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'",
                policy, StringComparison.Ordinal);
        }

        // With a policy of hashes an inline style or handler would be dead weight and an error in the console.
        Assert.DoesNotContain(MarkupReader.Read(Full).SelectMany(element => element.Attributes.Keys), name =>
            name == "style" || name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void It_is_well_formed_and_every_link_has_its_target()
    {
        var page = MarkupReader.Read(Full);
        Assert.All(page.Where(element => element.Name == "a"), link =>
            Assert.Contains(page, element => "#" + element.Attributes.GetValueOrDefault("id") == link.Attributes["href"]));
        var ids = page.Select(element => element.Attributes.GetValueOrDefault("id")).OfType<string>().ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Every_result_that_was_tried_has_a_row_and_a_detail_and_every_chart_a_text_alternative()
    {
        var page = MarkupReader.Read(Full);
        Assert.Equal(ExampleRun.Full.Results.Count(result => result.Outcome is not Skipped),
            page.Count(element => element.Name == "details" && element.Attributes.GetValueOrDefault("id")?.StartsWith('r') == true));
        var charts = page.Where(element => element.Name == "svg").ToArray();
        Assert.Equal(7, charts.Count(chart => chart.Attributes.GetValueOrDefault("role") == "img"));
        Assert.All(charts, chart =>
            Assert.True(chart.Attributes.ContainsKey("aria-label") || chart.Attributes.GetValueOrDefault("aria-hidden") == "true"));
    }

    [Fact]
    public void What_was_not_measured_shows_its_reason_and_remedy_and_no_number()
    {
        Assert.Contains("<li>1 x llama.cpp is not installed. Install llama.cpp and put llama-bench on the PATH. <span class=\"muted\">"
            + "llm-decode on cpu: 7B q4.</span></li>", Full, StringComparison.Ordinal);
        Assert.Contains("Segmentation fault", Full, StringComparison.Ordinal);
        var row = MarkupReader.Between(Full, ">int8 2048x2048x2048</a></td>", "</tr>");
        Assert.Equal(3, row.Split("<td class=\"number\" data-v=\"\"></td>").Length - 1);
    }

    [Fact]
    public void What_was_skipped_for_one_reason_is_said_once_and_has_no_row()
    {
        BenchmarkResult Skipped(string benchmark, int number, string reason) => ExampleRun.Full.Results[0] with
        {
            Benchmark = benchmark,
            Workload = string.Create(CultureInfo.InvariantCulture, $"shape {number}"),
            Outcome = new Skipped(reason, "pip install torch"),
        };
        var text = Text(new ReportContent(ExampleRun.Full with
        {
            Results = [ExampleRun.Full.Results[0], Skipped("triton", 1, "no torch"), Skipped("triton", 2, "no torch"),
                Skipped("compile", 3, "no torch."), Skipped("compile", 4, "no torch")],
        }));
        Assert.Contains("– 4 not measured, for 2 reasons", text, StringComparison.Ordinal);
        Assert.Contains("<li>3 x no torch. pip install torch <span class=\"muted\">triton on cpu: shape 1; shape 2. compile on cpu: "
            + "shape 4.", text, StringComparison.Ordinal);
        Assert.Equal(2, MarkupReader.Between(text, "<table id=\"table\"", "</table>").Split("<tr>").Length - 1);
    }

    [Fact]
    public void A_row_says_what_is_exceptional_and_a_loss_has_no_tick()
    {
        var text = Text(new ReportContent(ExampleRun.Full));
        Assert.Contains(">▼ low", MarkupReader.Between(text, ">fp32 2048x2048x2048</a></td>", "</tr>"), StringComparison.Ordinal);
        Assert.Contains("title=\"low: 40 % of the measured fp32 FMA peak, steady\"",
            MarkupReader.Between(text, ">fp32 2048x2048x2048</a></td>", "</tr>"), StringComparison.Ordinal);
        Assert.Contains("data-u=\"B/s\">42.1 GB/s", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_details_are_folded_by_benchmark_and_few_are_not()
    {
        Assert.DoesNotContain("class=\"group\"", Full, StringComparison.Ordinal);
        var first = ExampleRun.Full.Results[0];
        var text = Text(new ReportContent(ExampleRun.Full with
        {
            Results = [.. Enumerable.Range(0, 13).Select(
                number => first with { Workload = string.Create(CultureInfo.InvariantCulture, $"shape {number}") })],
        }));
        Assert.Contains("<details class=\"group\"><summary><b>memory-bandwidth</b> 13 results", text, StringComparison.Ordinal);
        MarkupReader.Read(text);
    }

    [Fact]
    public void The_embedded_document_is_the_run()
    {
        var json = MarkupReader.Between(Full, "<script type=\"application/json\" id=\"run\">", "</script>");
        Assert.Equal(RunDocument.Write(ExampleRun.Full), RunDocument.Write(RunDocument.Read(Encoding.UTF8.GetBytes(json), "page")));
    }

    [Fact]
    public void A_comparison_shows_verdict_forest_suspects_and_what_differs()
    {
        Run[] before = [.. Enumerable.Range(0, 6).Select(day => HistoryRun.Of(day))];
        var now = HistoryRun.Of(9, gigaflops: 80, facts: new FingerprintFact("engine.libtorch.version", "2.11.0", FactRole.Cause));
        var text = Text(new ReportContent(now)
        {
            Comparison = Comparer.Compare(
            [.. before.Reverse()], now, ComparisonOptions.Default),
            Baseline = before[^1]
        });
        Assert.Contains("<li class=\"worse\">▼ 1 regression</li>", text, StringComparison.Ordinal);
        Assert.Contains("Change against the baseline", text, StringComparison.Ordinal);
        Assert.Contains("<li>engine.libtorch.version: 2.10.0 -&gt; 2.11.0</li>", text, StringComparison.Ordinal);
        Assert.Contains(
            "<td>engine.libtorch.version</td><td>2.10.0</td><td>2.11.0</td><td>may be a cause</td>", text, StringComparison.Ordinal);
        MarkupReader.Read(text);
    }

    [Fact]
    public void A_history_shows_its_step_and_the_fact_that_changed_there()
    {
        Run[] runs =
        [
            .. Enumerable.Range(0, 10).Select(day => HistoryRun.Of(day)),
            .. Enumerable.Range(10, 10).Select(
                day => HistoryRun.Of(day, gigaflops: 80, facts: new FingerprintFact("engine.libtorch.version", "2.11.0", FactRole.Cause))),
        ];
        var trends = MetricSeries.Of(runs.SelectMany(run => Observation.Of(run))).Where(series => series.Metric == "flop-rate")
            .Select(series => SeriesTrend.Of(series, 0.03));
        var text = Text(new ReportContent(runs[^1]) { Trends = [.. trends] });
        Assert.Contains("2026-01-11: -20 % worse; engine.libtorch.version: 2.10.0 -&gt; 2.11.0", text, StringComparison.Ordinal);
        Assert.Contains("20 runs from 2026-01-01 to 2026-01-20, 1 step", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_suite_stays_below_300_kB()
    {
        const int samples = 60;
        var full = ExampleRun.Full.Results[0];
        var run = ExampleRun.Full with
        {
            Results =
            [
                .. Enumerable.Range(0, 120).Select(number => full with
                {
                    Workload = string.Create(CultureInfo.InvariantCulture, $"bf16 {number}x2048x2048"),
                    Launches =
                        [.. full.Launches.Select(launch =>
                            launch with { Samples = [.. Enumerable.Range(0, samples).Select(
                                i => new Sample(0.01 + (((i * 7919) % 101) / 1e5), i * 0.0101))] })],
                }),
            ],
        };
        var bytes = Encoding.UTF8.GetByteCount(Text(new ReportContent(run)));
        Assert.InRange(bytes, 100_000, HtmlReport.MostBytes);
    }

    [Fact]
    public void A_run_without_results_and_one_with_broken_numbers_still_give_a_page()
    {
        MarkupReader.Read(Text(new ReportContent(ExampleRun.Full with { Results = [] })));
        var result = ExampleRun.Full.Results[0];
        var odd = result with
        {
            Launches =
            [
                .. result.Launches.Select(launch => launch with
                {
                    Samples = [new(double.MaxValue, double.MaxValue), new(-1, -5), new(0, 0), new(double.MinValue, double.Epsilon)],
                }),
            ],
        };
        MarkupReader.Read(Text(new ReportContent(ExampleRun.Full with
        {
            Results = [odd, result with { Workload = "empty", Launches = [
            result.Launches[0] with { Samples = [] }] }]
        })));
    }

    [Theory]
    [InlineData("gemm", "gemm")]
    [InlineData("0000:03:00.0", "0000:03:00.0")]
    [InlineData("$(touch x)", "'$(touch x)'")]
    [InlineData("a'; rm -rf ~; '", "'a'\\''; rm -rf ~; '\\'''")]
    [InlineData("--label", "'--label'")]
    [InlineData("two\nlines", "'two lines'")]
    public void The_command_that_repeats_a_run_is_safe_to_paste(string benchmark, string expected) => Assert.Equal(
        $"stackbench run {expected} --suite quick --launches 3 --seed 42 --budget 600s",
        ReproduceCommand.Of(ExampleRun.Full with { Settings = ExampleRun.Full.Settings with { Benchmarks = [benchmark] } }));

    [Fact]
    public void The_command_that_repeats_a_run_chooses_the_same_workloads() => Assert.Equal(
        "stackbench run --only 'copy, all threads' --only 'fp32*' --suite quick --launches 3 --seed 42 --budget 600s",
        ReproduceCommand.Of(ExampleRun.Full with
        {
            Settings = ExampleRun.Full.Settings with { Benchmarks = [] },
            Fingerprint = ExampleRun.Full.Fingerprint.With([OnlyFact.Of(["copy, all threads", "fp32*"])]),
        }));

    internal static string Text(ReportContent content)
    {
        using var writer = new StringWriter { NewLine = "\r\n" };
        HtmlReport.Write(content, writer);
        return writer.ToString();
    }
}
