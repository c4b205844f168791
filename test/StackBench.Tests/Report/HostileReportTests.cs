using System.Text;
using System.Text.Json.Nodes;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Exchange.Export;
using StackBench.Report.Html;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Report;

/// <summary>Run documents come from elsewhere: whatever stands in them, a page shows it and obeys none of it.</summary>
public sealed class HostileReportTests
{
    public static TheoryData<string> Texts { get; } =
    [
        "<script>alert(1)</script>", "</script><script>alert(1)</script>", "</style><img src=x onerror=alert(1)>",
        "]]><svg onload=alert(1)>", "<!--", "-->", "\" onclick=\"alert(1)", "' onclick='alert(1)",
        "javascript:alert(1)", "&lt;b&gt;&#60;", "\u202eright to left\u2066", "\u0000\u0001\u001b[31m\u0007\u009b",
        "two\nlines\r\n\ttabbed\u2028\u2029", "\ud83d\ude00 \ufeff", "`${alert(1)}`", "{{alert(1)}}",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_text_of_a_document_is_shown_and_never_obeyed(string hostile)
    {
        var text = HtmlReportTests.Text(Content(hostile));
        var page = MarkupReader.Read(text);

        // The page of a document of the same shape with harmless texts: not one element more or less.
        Assert.Equal(MarkupReader.Read(HtmlReportTests.Text(Content("harmless"))).Select(element => element.Name),
            page.Select(element => element.Name));
        Assert.Equal(2, page.Count(element => element.Name == "script"));
        Assert.DoesNotContain(page.SelectMany(element => element.Attributes.Keys), name =>
            name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || name is "src" or "style");
        Assert.All(page.Where(element => element.Attributes.ContainsKey("href")), link =>
            Assert.StartsWith("#", link.Attributes["href"], StringComparison.Ordinal));
        Assert.DoesNotContain(text, character => character is '\u202e' or '\u2066' or '\u001b' or '\u0000');
    }

    [Fact]
    public void Very_long_texts_neither_fail_nor_fill_the_page()
    {
        var document = JsonNode.Parse(RunDocument.Write(ExampleRun.Full))!;
        document["label"] = new string('<', 10_000_000);
        var text = HtmlReportTests.Text(new ReportContent(RunDocument.Read(Encoding.UTF8.GetBytes(document.ToJsonString()), "long")));
        Assert.InRange(text.Length, 10_000, HtmlReport.MostBytes);
        Assert.Contains("The run document is too large for this page", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("results", "[null]")]
    [InlineData("results", "[{\"benchmark\": null}]")]
    [InlineData("results", "{}")]
    [InlineData("fingerprint", "{\"facts\": [null]}")]
    [InlineData("fingerprint",
        "{\"facts\": [{\"name\": \"a\", \"value\": \"1\", \"role\": \"cause\"}, {\"name\": \"a\", \"value\": "
            + "\"2\", \"role\": \"cause\"}]}")]
    [InlineData("label", "\"\\ud800\"")]
    [InlineData("label", "NaN")]
    [InlineData("settings", "{\"suite\": \"quick\", \"launches\": 3, \"seed\": 1, \"budgetSeconds\": 1e999}")]
    public void A_broken_document_is_refused_by_the_name_of_its_source(string member, string value)
    {
        var document = JsonNode.Parse(RunDocument.Write(ExampleRun.Full))!;
        document[member] = "here it comes";
        var text = document.ToJsonString().Replace("\"here it comes\"", value, StringComparison.Ordinal);
        var exception = Assert.Throws<RunDocumentException>(() => RunDocument.Read(Encoding.UTF8.GetBytes(text), "broken.json"));
        Assert.StartsWith("broken.json", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_mutations_are_refused_by_name_or_reported()
    {
        var original = RunDocument.Write(ExampleRun.Full);
        var random = new Random(20261124);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 10_000; round++)
        {
            var bytes = Mutated(original, random);
            try
            {
                var run = RunDocument.Read(bytes, "mutated");
                read++;
                // Most mutations touch a number or a letter: each tenth document that is still one goes through every format.
                if (read % 10 == 0)
                    foreach (var exporter in Exporters.All) exporter.Write(run, TextWriter.Null);
            }
            catch (RunDocumentException exception)
            {
                refused++;
                Assert.StartsWith("mutated", exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(read > 500, $"only {read} documents were still valid");
        Assert.True(refused > 500, $"only {refused} documents were refused");
    }

    /// <summary>A run with every section of a report, and the text in every field that takes one.</summary>
    private static ReportContent Content(string text)
    {
        var document = JsonNode.Parse(RunDocument.Write(ExampleRun.Full))!;
        Assert.True(Fill(document, text) > 100);
        var run = RunDocument.Read(Encoding.UTF8.GetBytes(document.ToJsonString()), "hostile");
        var baseline =
            run with
            {
                Id = "20261123-081502-7f3a",
                StartedAt = run.StartedAt.AddDays(-1),
                Fingerprint = Fingerprint.Of(
                [new("x" + text, text, FactRole.Cause), new("os.kernel", text + "1", FactRole.Cause)])
            };
        var history = new[] { baseline, run, run with { Id = "20261125-081502-7f3a", StartedAt = run.StartedAt.AddDays(1) } };
        return new ReportContent(run)
        {
            Title = "Title " + text,
            Notes = text.ReplaceLineEndings(" "),
            Comparison = Comparer.Compare([baseline], run, ComparisonOptions.Default),
            Trends =
                [.. MetricSeries.Of(history.SelectMany(observed => Observation.Of(observed)))
                    .Select(series => SeriesTrend.Of(series, 0.03))],
        };
    }

    /// <summary>One to three changes: a byte, a stretch lost, doubled or moved, or a value that such documents must expect.</summary>
    private static byte[] Mutated(byte[] original, Random random)
    {
        string[] values =
            ["null", "1e999", "-1", "\"\"", "[]", "{}", "true", "1e308", "5e-324", "99999999999999999999", "\"\\u0000\\ud800\""];
        var bytes = original.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 3:
                    if (char.IsAsciiDigit((char)bytes[at])) bytes[at] = (byte)('0' + random.Next(10));
                    break;
                default:
                    Replace(bytes, at, Encoding.ASCII.GetBytes(values[random.Next(values.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>The next value after a colon.</summary>
    private static void Replace(List<byte> bytes, int at, byte[] value)
    {
        var begin = bytes.IndexOf((byte)':', at) + 1;
        if (begin == 0) return;
        var end = begin;
        while (end < bytes.Count && !",}]".Contains((char)bytes[end], StringComparison.Ordinal)) end++;
        bytes.RemoveRange(begin, end - begin);
        bytes.InsertRange(begin, value);
    }

    /// <summary>Replaces every text that a document may choose freely, and counts them. Names that must differ keep their begin.</summary>
    private static int Fill(JsonNode node, string text)
    {
        var count = 0;
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in members.ToArray())
                {
                    if (member is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String)
                    {
                        if (name is "id" or "startedAt" or "finishedAt" or "status" or "suite" or "kind" or "role" or "stage" or "cause"
                            or "better" or "unit" or "clock" or "stopReason" or "purpose" or "tags" or "energySource")
                            continue;
                        members[name] =
                            name is "benchmark" or "workload" or "name" or "metric" ? $"{value.GetValue<string>()}{text}" : text;
                        count++;
                    }
                    else if (member is not null)
                    {
                        count += Fill(member, text);
                    }
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is JsonValue item && item.GetValueKind() == System.Text.Json.JsonValueKind.String)
                    {
                        items[i] = text;
                        count++;
                    }
                    else if (items[i] is { } inner)
                    {
                        count += Fill(inner, text);
                    }
                }

                break;
        }

        return count;
    }
}
