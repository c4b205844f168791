using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Exchange.Export;
using StackBench.Report;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Exchange;

public sealed class ExporterTests
{
    [Theory]
    [InlineData("md")]
    [InlineData("csv")]
    public void The_example_in_format(string name) => Snapshot.Match(Export(ExampleRun.Full, name), $"run-{name}");

    [Fact]
    public void Json_is_the_run_document_itself()
    {
        var text = Export(ExampleRun.Full, "json");
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Equal(
            RunDocument.Write(ExampleRun.Full),
            RunDocument.Write(RunDocument.Read(System.Text.Encoding.UTF8.GetBytes(text), "export")));
    }

    [Fact]
    public void Every_format_has_a_name_and_an_extension_of_its_own()
    {
        Assert.Equal(["json", "md", "csv", "html", "csv-samples", "junit", "openmetrics", "github-action-benchmark-bigger",
            "github-action-benchmark-smaller", "bencher", "superbench"],
            Exporters.All.Select(exporter => exporter.Name));
        Assert.Equal(Exporters.All.Length, Exporters.All.Select(exporter => exporter.Extension).Distinct().Count());
        Assert.Equal("md", Exporters.All.ForFile("/tmp/Run.MD")!.Name);
        Assert.Equal("junit", Exporters.All.ForFile("run.xml")!.Name);
        Assert.Equal("bencher", Exporters.All.ForFile("run.bencher.json")!.Name);
        Assert.Equal("csv-samples", Exporters.All.ForFile("a.samples.csv")!.Name);
        Assert.Null(Exporters.All.ForFile("run.txt"));
        Assert.Null(Exporters.All.Named("xml"));
    }

    [Fact]
    public void A_result_without_value_has_no_number_in_csv()
    {
        var rows = Export(ExampleRun.Full, "csv").Split('\n').Where(row => row.Contains(",skipped,", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, rows.Length);
        Assert.All(rows, row => Assert.EndsWith(",,,,,,,,,0,", row, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\r\nlines", "two lines")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("\t=1+1", "'=1+1")]
    [InlineData("-x,\"y\"", "\"'-x,\"\"y\"\"\"")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("+1", "'+1")]
    [InlineData("", "")]
    public void Text_in_csv_is_quoted_and_never_a_formula(string text, string expected) =>
        Assert.Equal(expected, ((CsvCell)text).ToString());

    [Fact]
    public void Numbers_in_csv_keep_every_digit_and_their_sign()
    {
        Assert.Equal("-0.30000000000000004", ((CsvCell)(double?)-0.30000000000000004).ToString());
        Assert.Equal("", ((CsvCell)(double?)null).ToString());
    }

    [Fact]
    public void Text_in_markdown_can_neither_leave_its_cell_nor_format_nor_carry_html()
    {
        var run =
            ExampleRun.Full with { Results = [ExampleRun.Full.Results[^1] with { Workload = "a|b `c` <img src=x>\n| *d* [e](f) \\" }] };
        var line = Export(run, "md").Split('\n').Single(text => text.StartsWith("| llm", StringComparison.Ordinal));
        Assert.Contains(@"| a\|b \`c\` &lt;img src=x&gt; \| \*d\* \[e\](f) \\ |", line, StringComparison.Ordinal);
    }

    [Fact]
    public void One_benchmark_alone_is_still_held_against_the_whole_run()
    {
        var only = RunTable.Of(ExampleRun.Full).Only("gemm");
        Assert.Equal(["gemm"], only.Rows.Select(row => row.Result.Benchmark).Distinct());
        Assert.Equal(0.401, only.Rows[0].ShareOfBelow!.Value, 3);
        Assert.Equal(4, only.Run.Results.Length);
    }

    [Fact]
    public void Advice_that_concerns_several_results_is_given_once()
    {
        var skipped = ExampleRun.Full.Results[^1];
        var run = ExampleRun.Full with { Results = [skipped, skipped with { Workload = "13B q4" }, skipped with { Workload = "70B q4" }] };
        var advice = Assert.Single(Advice.Of(RunTable.Of(run).Rows));
        Assert.Equal(new Advice("llm-decode 7B q4 and 2 more", ((Skipped)skipped.Outcome).Remedy!), advice);
    }

    private static string Export(Run run, string name)
    {
        using var writer = new StringWriter { NewLine = "\r\n" };
        Exporters.All.Named(name)!.Write(run, writer);
        return writer.ToString();
    }
}
