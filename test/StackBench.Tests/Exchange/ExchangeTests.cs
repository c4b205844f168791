using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using StackBench.Core.Results;
using StackBench.Exchange.Export;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Exchange;

/// <summary>The formats of other tools, each held against a reader of its own rules.</summary>
public sealed class ExchangeTests
{
    private static readonly string Hostile = "a\"b\\c\n{}<&>'\u0000\uffff\u202e,=1+1";

    private static Run HostileRun => ExampleRun.Full with
    {
        Label = Hostile,
        Results = [.. ExampleRun.Full.Results.Select(result => result with
        {
            Workload = result.Workload + Hostile,
            Outcome = result.Outcome is Skipped ? new Skipped(Hostile, Hostile) : result.Outcome,
        })],
    };

    [Fact]
    public void JUnit_counts_what_it_lists_and_gives_reasons()
    {
        var root = XDocument.Parse(Export(ExampleRun.Full, "junit")).Root!;
        Assert.Equal("testsuites", root.Name);
        Assert.Equal(["memory-bandwidth", "memory-latency", "cpu-fma", "gemm", "attention", "llm-decode"],
            root.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value));
        foreach (var suite in root.Elements("testsuite"))
        {
            var cases = suite.Elements("testcase").ToArray();
            Assert.Equal((string)suite.Attribute("tests")!, cases.Length.ToString(CultureInfo.InvariantCulture));
            Assert.Equal((int)suite.Attribute("failures")!, cases.Count(test => test.Element("failure") is not null));
            Assert.Equal((int)suite.Attribute("skipped")!, cases.Count(test => test.Element("skipped") is not null));
        }

        Assert.Equal("llama.cpp is not installed", root.Descendants("skipped").Last().Attribute("message")!.Value);
        Assert.Contains("Segmentation fault", root.Descendants("failure").First().Value, StringComparison.Ordinal);
        // Names and attributes of junit-10.xsd.
        Dictionary<string, string[]> schema = new()
        {
            ["testsuites"] = ["name", "time", "tests", "failures", "disabled", "errors"],
            ["testsuite"] =
                ["name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log",
                    "url", "version"],
            ["testcase"] = ["name", "time", "classname", "group"],
            ["skipped"] = ["type", "message"],
            ["failure"] = ["type", "message"],
            ["system-out"] = [],
        };
        Assert.All(root.DescendantsAndSelf(), element =>
            Assert.All(element.Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, schema[element.Name.LocalName])));
        XDocument.Parse(Export(HostileRun, "junit"));
    }

    [Fact]
    public void OpenMetrics_holds_to_its_grammar()
    {
        var samples = OpenMetricsReader.Read(Export(ExampleRun.Full, "openmetrics"));
        Assert.Equal(42.1e9,
            samples["stackbench_value_bandwidth_bytes_per_second{benchmark=\"memory-bandwidth\",workload=\"copy\",device=\"cpu\","
                + "engine=\"native\",metric=\"bandwidth\"}"]);
        Assert.Equal(7, samples.Single(sample => sample.Key.EndsWith("outcome=\"ok\"}", StringComparison.Ordinal)).Value);
        Assert.Equal(1 + 4 + (7 * 2), samples.Count);
        Assert.Equal(samples.Count, OpenMetricsReader.Read(Export(HostileRun, "openmetrics")).Count);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("csv-samples")]
    public void Csv_opens_in_python_with_a_stable_number_of_columns(string format)
    {
        const string script =
            "import csv,sys\nrows=list(csv.reader(sys.stdin))\nprint(len(rows), sorted({len(r) for r in rows}), rows[0][0])";
        using var python = Start(script);
        if (python is null) Assert.Skip("no python3 on the PATH");
        python.StandardInput.Write(Export(HostileRun, format));
        python.StandardInput.Close();
        var output = python.StandardOutput.ReadToEnd().Trim();
        // A line of names, then two metrics of each of seven results and four without value; or three samples of
        // three launches of seven results.
        Assert.Equal(format == "csv" ? "19 [21] run" : "64 [11] run", output);
    }

    [Fact]
    public void Github_action_benchmark_gets_one_direction_a_file()
    {
        var bigger = JsonNode.Parse(Export(ExampleRun.Full, "github-action-benchmark-bigger"))!.AsArray();
        var smaller = JsonNode.Parse(Export(ExampleRun.Full, "github-action-benchmark-smaller"))!.AsArray();
        Assert.Equal((5, 2), (bigger.Count, smaller.Count));
        Assert.Equal("memory-bandwidth/copy@cpu:native", (string)bigger[0]!["name"]!);
        Assert.Equal((42.1e9, "B/s"), ((double)bigger[0]!["value"]!, (string)bigger[0]!["unit"]!));
        Assert.Equal("memory-latency/32 KiB@cpu:native", (string)smaller[0]!["name"]!);
    }

    [Fact]
    public void Bencher_and_superbench_have_every_value_and_none_for_what_was_not_measured()
    {
        var bencher = JsonNode.Parse(Export(ExampleRun.Full, "bencher"))!.AsObject();
        Assert.Equal(7, bencher.Count);
        Assert.Equal(172.4e9, (double)bencher["gemm/fp32 2048x2048x2048@cpu:libtorch"]!["flop-rate"]!["value"]!);
        Assert.True((double)bencher["gemm/fp32 2048x2048x2048@cpu:libtorch"]!["flop-rate"]!["lower_value"]! < 172.4e9);
        var text = Export(ExampleRun.Full, "superbench");
        Assert.Single(text.TrimEnd('\n').Split('\n'));
        var node = JsonNode.Parse(text)!.AsObject();
        Assert.Equal("lab", (string)node["node"]!);
        var named = ExampleRun.Full.Fingerprint.With([new(NodeName.Fact, "node7", FactRole.Noise)]);
        var measured = ExampleRun.Full with { Fingerprint = named };
        Assert.Equal("node7", (string)JsonNode.Parse(Export(measured, "superbench"))!["node"]!);
        Assert.Equal(172.4e9, (double)node["gemm-libtorch/fp32 2048x2048x2048_flop-rate:cpu"]!);
        Assert.Equal(1 + (7 * 2), node.Count);
    }

    private static Process? Start(string script)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(
                "python3", ["-c", script])
            { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Export(Run run, string name)
    {
        using var writer = new StringWriter { NewLine = "\r\n" };
        Exporters.All.Named(name)!.Write(run, writer);
        return writer.ToString();
    }
}
