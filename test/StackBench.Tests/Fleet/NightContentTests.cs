using StackBench.Report.Charts;

namespace StackBench.Tests.Fleet;

public sealed class NightContentTests
{
    [Fact]
    public void A_finding_has_its_nights_its_evidence_and_the_fact_in_which_it_differs()
    {
        var slow = FleetNights.Content.Details[0];
        Assert.Equal("node5", slow.Who);
        Assert.Matches(
            @"^confirmed: 8\.[0-9] % slower than its own history in gemm bf16 8192x8192x8192, [0-9.]+x the noise$", slow.Evidence);
        Assert.Equal(
            ["night0", "night1", "night2", "night3", "night4", "night5", "night5.again"], slow.Points.Select(point => point.Night));
        Assert.All(slow.Points[..5], point => Assert.InRange(point.Difference, -0.01, 0.01));
        Assert.All(slow.Points[5..], point => Assert.InRange(point.Difference, -0.09, -0.07));
        Assert.Equal([false, false, false, false, false, true, true], slow.Points.Select(point => point.IsJudged));
        Assert.Equal("gpu.0000:03:00.0.driver-version: 580.95 here, 570.12 elsewhere", Assert.Single(slow.Facts));
        Assert.Empty(FleetNights.Content.Details[1].Facts);
    }

    [Fact]
    public void Rows_of_a_map_are_racks_and_its_marks_those_of_the_verdicts()
    {
        var map = Assert.Single(FleetNights.Content.Workloads).Map;
        Assert.Equal(["rack0", "rack1", "rack2", "rack3", "rack4", "rack5", "node99"], map.Rows.Select(row => row.Label));
        var blocks = map.Rows.SelectMany(row => row.Blocks).ToDictionary(block => block.Name);
        Assert.All(blocks["node5"].Cells, cell => Assert.Equal(HeatMapMark.Confirmed, cell.Mark));
        Assert.Equal(
            [HeatMapMark.None, HeatMapMark.None, HeatMapMark.Suspected, HeatMapMark.None], blocks["node9"].Cells.Select(cell => cell.Mark));
        Assert.All(blocks["node13"].Cells, cell => Assert.Equal(HeatMapMark.Absent, cell.Mark));
        Assert.Equal(HeatMapMark.Absent, blocks["node17"].Cells[3].Mark);
        Assert.Equal(("n0", "n1", null), (blocks["node5"].Anchor, blocks["node9"].Anchor, blocks["node0"].Anchor));
    }

    [Fact]
    public void The_slowest_have_their_verdict_and_their_worst_workload()
    {
        var slowest = FleetNights.Content.Slowest;
        Assert.Equal(20, slowest.Length);
        Assert.All(slowest[..4], one => Assert.StartsWith("node5 cuda:", one.Who, StringComparison.Ordinal));
        Assert.Equal(
            ["confirmed", "confirmed", "confirmed", "confirmed", "suspected", "not slow"], slowest[..6].Select(one => one.Verdict));
        Assert.StartsWith("gemm bf16 8192x8192x8192 -", slowest[0].SlowestIn, StringComparison.Ordinal);
        Assert.Equal(slowest.OrderBy(one => one.Difference), slowest);
    }

    [Fact]
    public void Devices_of_a_node_that_are_slow_together_are_named_once()
    {
        var slow = Assert.Single(FleetNights.Content.Workloads).Slow;
        Assert.Equal(["node5 (4 devices)", "node9 cuda:2"], slow.Select(one => one.Name));
    }
}
