using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Simulation;
using StackBench.Report.Html;
using StackBench.Tests.Report;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Fleet;

public sealed class NightReportTests
{
    private static readonly string Page = FleetNights.Text(FleetNights.Content);

    public static TheoryData<string> Texts => HostileReportTests.Texts;

    [Fact]
    public void A_page_needs_nothing_but_itself_and_every_link_has_its_target()
    {
        var page = MarkupReader.Read(Page);
        foreach (var reference in new[] { "src=", "<link", "@import", "fetch(" })
            Assert.DoesNotContain(reference, Page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", MarkupReader.Between(Page, "<style>", "</style>"), StringComparison.Ordinal);
        string[] ids = [.. page.Select(element => element.Attributes.GetValueOrDefault("id")).OfType<string>()];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Where(element => element.Name == "a"), link => Assert.Contains(link.Attributes["href"][1..], ids));
        Assert.All(page.Where(element => element.Name == "svg"), chart =>
            Assert.True(chart.Attributes.ContainsKey("aria-label") || chart.Attributes.ContainsKey("aria-hidden")));
    }

    /// <summary>What is read, without drawings, style and script.</summary>
    [Fact]
    public void It_reads_as_its_snapshot()
    {
        var body = new StringBuilder();
        var text = MarkupReader.Between(Page, "<header>", "<script>");
        for (var at = 0; at < text.Length;)
        {
            var chart = text.IndexOf("<svg", at, StringComparison.Ordinal);
            body.Append(text[at..(chart < 0 ? text.Length : chart)]);
            if (chart < 0) break;
            at = text.IndexOf("</svg>", chart, StringComparison.Ordinal) + "</svg>".Length;
            body.Append("[chart]");
        }

        var words = System.Text.RegularExpressions.Regex.Replace(
            body.ToString(), "<[^>]*>", " ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10));
        var lines = words.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Snapshot.Match(string.Join('\n', lines.Where(line => line.Length > 0)) + "\n", "night-report");
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_text_of_a_document_is_shown_and_never_obeyed(string hostile)
    {
        var text = Hostile(hostile);
        var page = MarkupReader.Read(text);
        Assert.Equal(MarkupReader.Read(Hostile("harmless")).Select(element => element.Name), page.Select(element => element.Name));
        Assert.Single(page, element => element.Name == "script");
        Assert.DoesNotContain(page.SelectMany(element => element.Attributes.Keys), name =>
            name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || name is "src" or "style");
        Assert.DoesNotContain(text, character => character is '\u202e' or '\u2066' or '\u001b' or '\u0000');
    }

    [Fact]
    public void Very_long_texts_do_not_fill_the_page() =>
        Assert.InRange(Hostile(new string('<', 100_000)).Length, 10_000, HtmlReport.MostBytes);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(20)]
    public void A_page_of_512_nodes_of_8_can_be_mailed_and_lacks_nothing_slow(int workloads)
    {
        var (record, judgement) = Simulated(512, workloads);
        var matrix = FleetMatrix.Of(record, judgement);
        Assert.All(matrix.Workloads, workload => Assert.Equal(512 * 8, workload.Cells.Length));
        var content = NightContents.Of(record, judgement, matrix);
        var text = FleetNights.Text(content);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 20_000, HtmlReport.MostBytes);
        Assert.Equal(2, judgement.Findings.Length);
        Assert.Contains("1 of 512 nodes is slow: node7.", text, StringComparison.Ordinal);
        Assert.Contains("suspected to be slow: node300 cuda:3.", text, StringComparison.Ordinal);
        Assert.Equal(workloads, MarkupReader.Read(text).Count(element => element.Attributes.GetValueOrDefault("aria-label", "").StartsWith(
            "Map of", StringComparison.Ordinal)));
        // Every row of sixteen nodes is there.
        foreach (var first in Enumerable.Range(0, 32).Select(row => row * 16))
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $">node{first}</text>"), text, StringComparison.Ordinal);
        Assert.Equal(20, content.Slowest.Length);
    }

    [Fact]
    public void A_larger_fleet_is_drawn_by_racks_and_names_its_worst_two_hundred()
    {
        var (record, judgement) = Simulated(2400, 2);
        var content = NightContents.Of(record, judgement, FleetMatrix.Of(record, judgement));
        var text = FleetNights.Text(content);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 20_000, 2_000_000);
        Assert.Equal(200, content.Slowest.Length);
        Assert.Contains("node0 to node15: 16 nodes, ", text, StringComparison.Ordinal);
        Assert.Matches("node0 to node15: 16 nodes, [^<]*slowest node7 -[0-9.]+ %, confirmed slow", text);
    }

    private static (FleetRecord Record, FleetJudgement Judgement) Simulated(int nodes, int workloads)
    {
        var fleet = new SimulatedFleet(SimulatedPopulation.Field, nodes, 8, workloads, 6)
        {
            Losses = Enumerable.Range(56, 8).Append((300 * 8) + 3).ToImmutableDictionary(unit => unit, _ => Math.Log(0.9)),
        };
        var record = fleet.Draw(new SplitMix64(7));
        // Only the slow node is measured again.
        record = record with
        {
            Series =
            [
                .. record.Series.Select(series => series with
                {
                    Again = [.. series.Judged.Select((value, unit) => unit / 8 == 7 ? value : double.NaN)],
                }),
            ],
        };
        return (record, FleetOutliers.Of(record, new OutlierOptions { MostRanked = NightContents.Ranked(record.Units.Length) }));
    }

    /// <summary>A night in which every text that a document may bring is hostile.</summary>
    private static string Hostile(string text)
    {
        var record = FleetNights.Record;
        string Name(string name) => $"{name} {text}";
        record = record with
        {
            Night = text,
            Units =
            [
                .. record.Units.Select(unit => new FleetUnit(
                    Name(unit.Node), Name(unit.Slot), unit.Place is null ? null : Name(unit.Place))),
            ],
            Series = [.. record.Series.Select(series => series with
            {
                Key = series.Key with { Kind = text, Benchmark = "gemm" + text, Workload = text, Engine = text, Metric = text },
            })],
            Facts = record.Facts.ToImmutableDictionary(node => Name(node.Key), node =>
                node.Value.Select(fact => new FingerprintFact(fact.Name + text, fact.Value + text, fact.Role)).ToImmutableArray()),
            Earlier = [.. record.Earlier.Select(Name)],
            Absent = [.. record.Absent.Select(one => new AbsentUnit(
                Name(one.Node), one.Slot is null ? null : Name(one.Slot), "s0.rack9" + text, text))],
        };
        var judgement = FleetOutliers.Of(record);
        return FleetNights.Text(NightContents.Of(record, judgement, FleetMatrix.Of(record, judgement), "Title " + text));
    }
}
