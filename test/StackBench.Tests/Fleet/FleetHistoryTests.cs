using StackBench.Core.Results;
using StackBench.Fleet.History;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Reading;

namespace StackBench.Tests.Fleet;

public sealed class FleetHistoryTests
{
    private const int Nodes = 6;

    /// <summary>The card of node 0 moved to node 1 in the last night, and that of node 1 to node 0.</summary>
    private static string Swapped(int night, int node, int device) => $"GPU-{(night == 2 && node < 2 ? 1 - node : node)}{device}aa";

    [Fact]
    public void A_card_keeps_its_history_in_another_node()
    {
        // 100 and 102, then 90 in the other node, while the four other nodes lost 5 %.
        var log = FleetLogs.Of(
            3, Nodes, 1, 1, (night, node, _, _) => (night, node) switch
            {
                (0, 0) => 100,
                (1, 0) => 102,
                (2, 1) => 90,
                (_, 1) or (_, 0) => 300,
                (2, _) => 95,
                _ => 100,
            }, card: Swapped);
        var history = FleetHistory.Of(log, new CardSubject("GPU-00aa"));
        Assert.Equal(
            [
                new Stay("GPU-00aa", "node0", "0000:03:00.0", "night0", "night1", 2),
                new Stay("GPU-00aa", "node1", "0000:03:00.0", "night2", "night2", 1),
            ], history.Stays);
        var line = Assert.Single(history.Series);
        Assert.Equal([100, 102, 90], line.Values.Select(value => Math.Round(value!.Value, 9)));
        Assert.Equal(("night2", "node1", 2), (line.Newest.Night, line.Newest.Node, line.Newest.NightsBefore));
        var before = Math.Sqrt(100 * 102);
        Assert.Equal(before, line.Newest.Before!.Value, 1e-9);
        Assert.Equal((90 / before) - 1, line.Newest.Change!.Value, 1e-9);
        Assert.Equal(-0.05, line.Newest.FleetChange!.Value, 1e-9);
        Assert.Equal((90 / before / 0.95) - 1, line.Newest.OwnChange!.Value, 1e-9);
        Assert.Equal((6, 6), (line.Newest.Rank, line.Newest.Siblings));
    }

    [Fact]
    public void Another_card_in_the_node_has_no_past_there()
    {
        var log = FleetLogs.Of(3, Nodes, 1, 1, (_, node, _, _) => node == 0 ? 90 : 100, card: (night, node, _) =>
            night == 2 && node == 0 ? "GPU-new" : $"GPU-{node}");
        var history = FleetHistory.Of(log, new NodeSubject("node0"));
        Assert.Equal(["GPU-0", "GPU-new"], history.Stays.Select(stay => stay.Card));
        Assert.Equal(("night0", "night1", 2), (history.Stays[0].From, history.Stays[0].To, history.Stays[0].Nights));
        var newest = Assert.Single(history.Series).Newest;
        Assert.Equal((null, 0, null), (newest.Before, newest.NightsBefore, newest.OwnChange));
    }

    [Fact]
    public void The_change_of_the_fleet_is_that_of_other_nodes_alone()
    {
        // All six devices of two nodes lost 8 %: three devices of one other node are no fleet.
        var log = FleetLogs.Of(2, 2, 3, 1, (night, _, _, _) => night == 1 ? 92 : 100);
        var newest = FleetHistory.Of(log, new NodeSubject("node0")).Series[0].Newest;
        Assert.Equal((null, null), (newest.FleetChange, newest.OwnChange));
        Assert.Equal(-0.08, newest.Change!.Value, 1e-9);
    }

    [Fact]
    public void Nights_without_it_are_named_and_no_zero()
    {
        var log = FleetLogs.Of(5, Nodes, 1, 1, (night, node, _, _) => node == 3 && night is 0 or 2 or 4 ? double.NaN : 100);
        var history = FleetHistory.Of(log, new NodeSubject("node3"));
        Assert.Equal(["night2", "night4"], history.Absent);
        Assert.Equal(("night1", "night3", true), (history.FirstSeen, history.LastSeen, history.IsAbsentNow));
        Assert.Equal([false, true, false, true, false], Assert.Single(history.Series).Values.Select(value => value.HasValue));
        Assert.Equal("night3", history.Series[0].Newest.Night);
        Assert.False(FleetHistory.Of(log, new NodeSubject("node2")).IsAbsentNow);
    }

    [Fact]
    public void Fewer_nights_are_shown_on_request_and_the_first_is_still_known()
    {
        var log = FleetLogs.Of(5, Nodes, 1, 1, (night, _, _, _) => 100 + night);
        var history = FleetHistory.Of(log, new NodeSubject("node3"), most: 2);
        Assert.Equal(["night3", "night4"], history.Nights);
        Assert.Equal(("night0", 1), (history.FirstSeen, history.Series[0].Newest.NightsBefore));
    }

    [Theory]
    [InlineData("node1", "node1", "")]
    [InlineData("gpu-AB12", "GPU-ab12", "")]
    [InlineData("ab12", "GPU-ab12", "")]
    [InlineData("GPU-ab", null, "GPU-ab12, GPU-ab34")]
    [InlineData("GPU-c", "GPU-cd", "")]
    [InlineData("1650", "GPU-cd", "")]
    [InlineData("nodee1", null, "node1")]
    [InlineData("node", null, "node0, node1, node2")]
    [InlineData("elsewhere", null, "")]
    public void A_name_is_a_nodes_or_the_beginning_of_a_cards(string text, string? found, string close)
    {
        var cards = new[] { "GPU-ab12", "GPU-ab34", "GPU-cd" };
        var log = FleetLogs.Of(1, 3, 1, 1, (_, _, _, _) => 100, card: (_, node, _) => cards[node]);
        log = log with
        {
            Nights = [.. log.Nights.Select(night => night with
            {
                Nodes = night.Nodes.SetItem("node2", new NodeNight([new GpuCard("0000:03:00.0", "GPU-cd", "1650123")], [])),
            })],
        };
        var match = SubjectSearch.Of(log, text);
        Assert.Equal(found, match.Subject?.Name);
        Assert.Equal(close, string.Join(", ", match.Close));
        Assert.Equal(text == "GPU-ab", match.IsAmbiguous);
    }

    [Theory]
    [InlineData("0000:03:00.0", "GPU-a", "")]
    [InlineData("0000:04:00.0 cuda:5", "GPU-b", "cuda:5")]
    [InlineData("0000:04:00.01", null, null)]
    [InlineData("0000:05:00.0", null, null)]
    [InlineData("cuda:0", null, null)]
    [InlineData("cpu", null, null)]
    public void A_device_is_of_the_card_at_its_address(string device, string? card, string? part)
    {
        var node = new NodeNight(
            [new("0000:03:00.0", "GPU-a", "1"), new("0000:04:00.0", "GPU-b", null), new("0000:05:00.0", null, null)], []);
        var found = node.CardOf(device);
        Assert.Equal((card, part), (found?.Card, found?.Part));
    }

    [Fact]
    public void The_only_gpu_is_meant_where_the_engine_reports_no_address()
    {
        var node = new NodeNight([new("0000:03:00.0", null, "1650")], []);
        Assert.Equal(new CardPart("1650", "cuda:0"), node.CardOf("cuda:0"));
        Assert.Null(node.CardOf("cpu"));
    }

    [Fact]
    public void Runs_in_any_order_make_the_nights()
    {
        var builder = new FleetRecordBuilder();
        for (var night = 2; night >= 0; night--)
        {
            for (var node = 0; node < 2; node++)
            {
                builder.Add(FleetRuns.Of(node, night, null, null,
                    new FingerprintFact("gpu.0000:03:00.0.uuid", $"GPU-{node}", FactRole.Noise),
                    new FingerprintFact("gpu.0000:03:00.0.serial", $"165{node}", FactRole.Noise)));
            }
        }

        builder.Add(FleetRuns.Of(0, 3, label: "night2.again"));
        var log = builder.Log();
        Assert.Equal(["night0", "night1", "night2"], log.Nights.Select(night => night.Name));
        Assert.Equal([new GpuCard("0000:03:00.0", "GPU-1", "1651")], log.Nights[1].Nodes["node1"].Cards);
        var series = Assert.Single(log.Series);
        Assert.Equal((2 * FleetRuns.Slots, 3 * 2 * FleetRuns.Slots), (series.Columns.Length, series.Values.Length));
        var column = series.Columns.ToList().FindIndex(unit => unit.Node == "node1" && unit.Slot == "cuda:2");
        var expected = FleetRuns.Of(1, 1).Results[2].Headline!.Value;
        Assert.Equal(expected, series.Plain(series.At(1, column)), expected * 1e-12);
        Assert.Equal(["night1", "night2"], log.Newest(2).Nights.Select(night => night.Name));
        Assert.Equal(series.At(1, column), log.Newest(2).Series[0].At(0, column));
        Assert.Equal(["night0", "night1"], log.UpTo("night1")!.Nights.Select(night => night.Name));
        Assert.Null(log.UpTo("night2.again"));
    }
}
