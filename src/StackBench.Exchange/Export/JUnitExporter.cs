using System.Globalization;
using System.Xml;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>
/// JUnit XML as Jenkins' xunit plugin describes it (junit-10.xsd), a suite per benchmark; GitLab and others read the same.
/// </summary>
internal sealed class JUnitExporter : IRunExporter
{
    public string Name => "junit";

    public string Extension => ".xml";

    public void Write(Run run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var xml = XmlWriter.Create(writer, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", $"stackbench {run.Id}");
        foreach (var suite in RunTable.Of(run).Rows.GroupBy(row => row.Result.Benchmark)) Suite(xml, run, suite.Key, [.. suite]);
        xml.WriteEndElement();
        xml.Flush();
        writer.Write('\n');
    }

    private static void Suite(XmlWriter xml, Run run, string name, RunRow[] rows)
    {
        var counts = OutcomeCounts.Of(rows.Select(row => row.Result));
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", SafeText.OneLine(name));
        xml.WriteAttributeString("tests", Text(counts.Total));
        xml.WriteAttributeString("failures", Text(counts.Failed + counts.Implausible));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", Text(counts.Skipped));
        xml.WriteAttributeString("timestamp", run.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        foreach (var row in rows) Case(xml, row);
        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, RunRow row)
    {
        var result = row.Result;
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", SafeText.OneLine($"{result.Benchmark}.{result.Engine ?? "none"}"));
        xml.WriteAttributeString("name", SafeText.OneLine($"{result.Workload}@{result.Device}"));
        // The time that was spent on samples: the schema knows no other number, and a rate is no time.
        var seconds =
            result.Launches.SelectMany(launch => launch.Samples.Select(sample => sample.DurationSeconds * launch.CallsPerSample)).Sum();
        xml.WriteAttributeString(
            "time", (double.IsFinite(seconds) && seconds is >= 0 and < 1e9 ? seconds : 0).ToString("F3", CultureInfo.InvariantCulture));
        switch (result.Outcome)
        {
            case Ok ok:
                xml.WriteElementString(
                    "system-out", string.Join("; ", ok.Metrics.Select(metric => SafeText.OneLine($"{metric.Metric}: {metric.Quantity}"))));
                break;
            case Skipped skipped:
                Message(xml, "skipped", skipped.Reason, skipped.Remedy);
                break;
            case Failed failed:
                Message(xml, "failure", $"{EnumText.Of(failed.Stage)}: {failed.Reason}",
                    string.Join('\n', failed.LogTail.Select(SafeText.OneLine)));
                break;
            default:
                Message(xml, "failure", row.Assessment.Text, null);
                break;
        }

        xml.WriteEndElement();
    }

    private static void Message(XmlWriter xml, string element, string message, string? text)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("message", SafeText.OneLine(message));
        if (text is not null) xml.WriteString(string.Join('\n', text.Split('\n').Select(SafeText.OneLine)));
        xml.WriteEndElement();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
