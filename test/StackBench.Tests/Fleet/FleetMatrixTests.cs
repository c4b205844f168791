using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;

namespace StackBench.Tests.Fleet;

public sealed class FleetMatrixTests
{
    private static readonly WorkloadMatrix Workload = Assert.Single(FleetNights.Matrix.Workloads);

    [Fact]
    public void Every_device_has_one_cell_and_what_is_absent_too()
    {
        // 24 nodes of four, one of them whole as one cell, and one that was only planned.
        Assert.Equal((FleetNights.Nodes * FleetRuns.Slots) - FleetRuns.Slots + 2, Workload.Cells.Length);
        Assert.Equal(Workload.Cells.Length, Workload.Cells.Select(cell => (cell.Unit.Node, cell.Unit.Slot)).Distinct().Count());
        Assert.Equal(
            [("node13", ""), ("node17", "cuda:3"), ("node99", "")],
            Workload.Cells.Where(cell => cell.State == CellState.Absent).Select(cell => (cell.Unit.Node, cell.Unit.Slot)));
        Assert.All(Workload.Cells, cell => Assert.Equal(cell.State == CellState.Absent, double.IsNaN(cell.Value)));
        Assert.Equal("s0.rack3", Workload.Cells.Single(cell => cell.Unit.Node == "node13").Unit.Place);
    }

    [Fact]
    public void Cells_are_in_the_order_of_racks_nodes_and_slots()
    {
        Assert.Equal(
            ["node0", "node1", "node2", "node3", "node4", "node5", "node6", "node7", "node8", "node9", "node10", "node11"],
            Workload.Cells.Select(cell => cell.Unit.Node).Distinct().Take(12));
        Assert.Equal("node99", Workload.Cells[^1].Unit.Node);
    }

    [Fact]
    public void States_are_those_of_the_judgement()
    {
        Assert.Equal(
            [("node5", CellState.Confirmed), ("node9", CellState.Suspected)],
            Workload.Cells.Where(cell => cell.State is CellState.Confirmed or CellState.Suspected)
                .Select(cell => (cell.Unit.Node, cell.State)).Distinct());
        Assert.Equal((FleetNights.Nodes - 1) * FleetRuns.Slots - 1 - 5, Workload.Cells.Count(cell => cell.State == CellState.Ok));
    }

    [Theory]
    [InlineData(100, 100, 100, 90, 110, -0.10, 0.10)]
    [InlineData(100, 100, 100, 50, 200, -0.50, 1.00)]
    public void A_difference_is_from_the_median(double a, double b, double c, double slow, double fast, double least, double most)
    {
        double[] factors = [a, b, c, slow, fast];
        var builder = new FleetRecordBuilder();
        for (var node = 0; node < factors.Length; node++) builder.Add(Exactly(node, factors[node] / 100));
        var record = builder.Build()!;
        var cells = Assert.Single(FleetMatrix.Of(record, FleetOutliers.Of(record)).Workloads).Cells;
        Assert.Equal(least, cells.Min(cell => cell.Difference), 1e-9);
        Assert.Equal(most, cells.Max(cell => cell.Difference), 1e-9);
        Assert.Equal(600e12 * slow / 100, cells.Min(cell => cell.Value), 1e3);
    }

    [Fact]
    public void Below_five_devices_nothing_is_judged()
    {
        var builder = new FleetRecordBuilder();
        for (var node = 0; node < 4; node++) builder.Add(Exactly(node, 1));
        var record = builder.Build()!;
        Assert.All(
            Assert.Single(FleetMatrix.Of(record, FleetOutliers.Of(record)).Workloads).Cells,
            cell => Assert.Equal(CellState.Unjudged, cell.State));
    }

    [Fact]
    public void The_unit_is_that_of_the_metric()
    {
        Assert.Equal(Unit.FlopPerSecond, Workload.Unit);
        Assert.Equal(600e12, Assert.Single(Workload.Medians).Value, 6e12);
    }

    [Fact]
    public void Names_are_in_natural_order() => Assert.Equal(
        ["a", "node", "node1", "node02", "node2", "node2a", "node2b", "node10", "node10.0"],
        ((string[])["node10.0", "node2b", "node10", "node2", "node02", "a", "node2a", "node1", "node"]).Order(NaturalOrder.Instance));

    /// <summary>All devices of a node at the same value, without noise.</summary>
    private static Run Exactly(int node, double factor)
    {
        var run = FleetRuns.Of(node, 0);
        return run with
        {
            Results = [.. run.Results.Select(result => result with
            {
                Outcome = new Ok([result.Headline! with { Value = 600e12 * factor }], []),
            })],
        };
    }
}
