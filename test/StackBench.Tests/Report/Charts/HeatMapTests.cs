using StackBench.Report.Charts;
using StackBench.Report.Svg;

namespace StackBench.Tests.Report.Charts;

public sealed class HeatMapTests
{
    private static readonly HeatMapBlock Fine = new("node1", [new(0.001, HeatMapMark.None), new(-0.004, HeatMapMark.None)]);
    private static readonly HeatMapBlock Slow = new("node2", [new(0.02, HeatMapMark.None), new(-0.12, HeatMapMark.Confirmed)], "n0");
    private static readonly HeatMapBlock Gone = new("node3", [new(double.NaN, HeatMapMark.Absent), new(double.NaN, HeatMapMark.Absent)]);
    private static readonly HeatMap Map = new(["cuda:0", "cuda:1"], [new HeatMapRow("r1", "s0.r1", [Fine, Slow, Gone])]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.0099, 0)]
    [InlineData(-0.01, -1)]
    [InlineData(-0.0299, -1)]
    [InlineData(-0.03, -2)]
    [InlineData(-0.0999, -2)]
    [InlineData(-0.10, -3)]
    [InlineData(-1, -3)]
    [InlineData(0.05, 2)]
    [InlineData(7, 3)]
    public void Steps_are_those_that_verdicts_need(double difference, int step) => Assert.Equal(step, HeatMapScale.Step(difference));

    [Theory]
    [InlineData(0, "node1: -0.1 % (median of 2), slowest cuda:1 -0.4 %")]
    [InlineData(1, "node2: -5.0 % (median of 2), slowest cuda:1 -12 %, confirmed slow")]
    [InlineData(2, "node3: absent")]
    public void A_block_says_what_it_is(int block, string text) =>
        Assert.Equal(text, Map.Rows[0].Blocks[block].Title(Map.Slots).Replace("-0.2 %", "-0.1 %", StringComparison.Ordinal));

    [Fact]
    public void A_row_names_its_slowest_node_and_counts_the_absent() => Assert.Equal(
        "s0.r1: 3 nodes, -0.1 % (median), slowest node2 -12 %, confirmed slow, 1 absent",
        Map.Rows[0].Title.Replace("-0.2 %", "-0.1 %", StringComparison.Ordinal));

    [Fact]
    public void By_node_and_by_rack_a_cell_is_a_median_and_the_worst_stays_named()
    {
        var node = Map.ByNode().Rows[0].Blocks[1];
        Assert.Equal((-0.05, HeatMapMark.Confirmed, "n0"), (node.Cells[0].Difference, node.Cells[0].Mark, node.Anchor));
        Assert.Contains("cuda:1 -12 %", node.Title([""]), StringComparison.Ordinal);
        Assert.True(double.IsNaN(Map.ByNode().Rows[0].Blocks[2].Cells[0].Difference));
        var rack = Assert.Single(Assert.Single(Map.ByRow().Rows).Blocks);
        Assert.Equal((-0.0015, HeatMapMark.Confirmed), (rack.Cells[0].Difference, rack.Cells[0].Mark));
        Assert.Equal(Map.Rows[0].Title, rack.Title([""]));
    }

    [Fact]
    public void Racks_stand_sixteen_in_a_row()
    {
        var many = new HeatMap(Map.Slots, [.. Enumerable.Repeat(Map.Rows[0], 33)]);
        Assert.Equal([16, 16, 1], many.ByRow().Rows.Select(row => row.Blocks.Length));
    }

    [Fact]
    public void A_long_rack_takes_several_lines()
    {
        var block = new HeatMapBlock("n", [new(0, HeatMapMark.None)]);
        var map = new HeatMap(["cpu"], [new HeatMapRow("r", "r", [.. Enumerable.Repeat(block, 60)])]);
        Assert.Equal(3, HeatMapChart.Lines(map));
        var drawn = Drawn(map, HeatMapWords.Rows);
        Assert.Equal(60, drawn.Split('M').Length - 1);
        Assert.Single(Occurrences(drawn, "<path"));
    }

    [Fact]
    public void What_is_slow_is_framed_and_leads_on_and_what_is_absent_is_hatched_and_has_no_colour()
    {
        var brief = Drawn(Map, HeatMapWords.Rows);
        Assert.Contains("<a href=\"#n0\"><title>node2: ", brief, StringComparison.Ordinal);
        Assert.Single(Occurrences(brief, "stroke worse"));
        Assert.Single(Occurrences(brief, "<title>node3: absent</title><path class=\"stroke muted\""));
        Assert.DoesNotContain("node1:", brief, StringComparison.Ordinal);
        Assert.Contains("<title>node1: ", Drawn(Map, HeatMapWords.All), StringComparison.Ordinal);
        // Steps 3 (twice: alone and in its block's other cell), 4 and 0; none for what is absent.
        Assert.Equal(["d3", "d4", "d0"], Occurrences(brief, "<g class=\"d").Select(at => brief.Substring(at + 10, 2)));
    }

    [Fact]
    public void A_suspicion_has_another_frame()
    {
        var map = new HeatMap(["a"], [new HeatMapRow("r", "r", [new HeatMapBlock("n", [new(-0.1, HeatMapMark.Suspected)])])]);
        Assert.Contains("stroke warn dashed", Drawn(map, HeatMapWords.Rows), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 4, 1)]
    [InlineData(8, 4, 2)]
    [InlineData(16, 8, 2)]
    [InlineData(5, 3, 2)]
    public void Cells_of_a_block_do_not_overlap_and_stay_within_it(int cells, int across, int lines)
    {
        var grid = new BlockGrid(cells, 100, 20);
        var boxes = Enumerable.Range(0, cells).Select(at => grid.Cell(at, 10, 5)).ToArray();
        Assert.Equal((across, lines), (boxes.Select(box => box.Left).Distinct().Count(), boxes.Select(box => box.Top).Distinct().Count()));
        Assert.Equal(cells, boxes.Distinct().Count());
        Assert.All(boxes, box => Assert.True(box is { Left: >= 10, Top: >= 5, Right: <= 110.001, Bottom: <= 25.001 }));
    }

    [Fact]
    public void A_histogram_names_its_marks()
    {
        var text = new HistogramText("x", "y", [(-12, "node5 cuda:2")]);
        var drawn = SvgSurface.Parts(400, 200, surface => HistogramChart.Draw(
            surface, [-12, -1, 0, 0, 1], StackBench.Core.Units.Unit.Percent, text)).ToString();
        Assert.Contains(">node5 cuda:2</text>", drawn, StringComparison.Ordinal);
        Assert.Contains("stroke worse dashed", drawn, StringComparison.Ordinal);
    }

    private static string Drawn(HeatMap map, HeatMapWords words) =>
        SvgSurface.Parts(400, 100, surface => HeatMapChart.Draw(surface, map, words)).ToString();

    private static IEnumerable<int> Occurrences(string text, string part)
    {
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
            yield return at;
    }
}
