using System.Globalization;
using System.Xml;
using StackBench.Core.Comparison;
using StackBench.Core.Text;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>
/// JUnit XML, a suite per benchmark and a case per result: what the gate fails on is a failure, what is not decided is skipped.
/// </summary>
internal sealed class ComparisonJUnit : IComparisonExporter
{
    public string Name => "junit";

    public void Write(RunComparison comparison, FailOn failOn, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(writer);
        using var xml = XmlWriter.Create(writer, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name",
            SafeText.OneLine($"stackbench {comparison.CandidateRun} against {comparison.BaselineText}: {ComparisonAnswer.Of(comparison)}. "
                + ComparisonText.OnlySuspected(comparison)));
        foreach (var suite in ComparisonFinding.Of(comparison, failOn).GroupBy(finding => finding.Key.Benchmark))
            Suite(xml, suite.Key, [.. suite]);
        xml.WriteEndElement();
        xml.Flush();
        writer.Write('\n');
    }

    private static void Suite(XmlWriter xml, string name, ComparisonFinding[] findings)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", SafeText.OneLine(name));
        xml.WriteAttributeString("tests", Text(findings.Length));
        xml.WriteAttributeString("failures", Text(findings.Count(finding => finding.Kind == FindingKind.Failure)));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", Text(findings.Count(finding => finding.Kind == FindingKind.Open)));
        foreach (var finding in findings) Case(xml, finding);
        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, ComparisonFinding finding)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", SafeText.OneLine($"{finding.Key.Benchmark}.{finding.Key.Engine ?? "none"}"));
        xml.WriteAttributeString("name", SafeText.OneLine($"{finding.Key.Workload}@{finding.Key.Device}"));
        var text = SafeText.OneLine($"{finding.Word}: {finding.Text}");
        switch (finding.Kind)
        {
            case FindingKind.Failure:
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", text);
                xml.WriteEndElement();
                break;
            case FindingKind.Open:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", text);
                xml.WriteEndElement();
                break;
            default:
                xml.WriteElementString("system-out", text);
                break;
        }

        xml.WriteEndElement();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
