using StackBench.Core.Results;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;
using StackBench.Report.Nights;

namespace StackBench.Tests.Fleet;

public sealed class FleetAbsenceTests
{
    [Fact]
    public void Who_was_planned_or_measured_before_and_has_no_document_is_absent_with_the_reason()
    {
        Assert.Equal(
            [
                ("node13", null, "lost: its program was killed by signal 9"),
                ("node17", "cuda:3", "the node has no value of it, last measured in night4"),
                ("node99", null, "queued"),
            ],
            FleetNights.Record.Absent.Select(one => (one.Node, one.Slot, one.Reason)).OrderBy(one => one.Node, StringComparer.Ordinal));
    }

    [Fact]
    public void Without_a_plan_earlier_nights_tell_who_is_absent()
    {
        var builder = new FleetRecordBuilder();
        for (var node = 0; node < 6; node++) builder.Add(FleetRuns.Of(node, 0));
        for (var node = 0; node < 5; node++) builder.Add(FleetRuns.Of(node, 1));
        // Of a later night: when the night was measured it was not there yet.
        builder.Add(FleetRuns.Of(7, 2));
        Assert.Equal(
            new AbsentUnit("node5", null, "s0.rack1", "no document, last measured in night0"),
            Assert.Single(builder.Build("night1")!.Absent));
        Assert.Empty(builder.Build("night0")!.Absent);
    }

    [Fact]
    public void Who_was_left_out_is_absent_too()
    {
        var builder = new FleetRecordBuilder();
        for (var node = 0; node < 6; node++)
            builder.Add(FleetRuns.Of(node, 0) with { Status = node == 2 ? RunStatus.Interrupted : RunStatus.Complete });
        var one = Assert.Single(builder.Build()!.Absent);
        Assert.Equal(("node2", "the run is incomplete"), (one.Node, one.Reason));
    }

    [Fact]
    public void A_device_that_no_node_measured_tonight_is_not_absent()
    {
        var builder = new FleetRecordBuilder();
        for (var node = 0; node < 6; node++)
        {
            builder.Add(FleetRuns.Of(node, 0));
            var run = FleetRuns.Of(node, 1);
            builder.Add(run with { Results = run.Results[..2] });
        }

        Assert.Empty(builder.Build()!.Absent);
    }

    [Fact]
    public void The_answer_names_the_slow_the_suspected_and_the_absent()
    {
        Assert.Equal(
            [
                "1 of 25 nodes is slow: node5.",
                "1 of 25 nodes is suspected to be slow: node9 cuda:2. A fresh job confirms or clears it: "
                    + "stackbench fleet run --again night5 --spool DIR.",
                "2 of 25 nodes are absent: node13, node99.",
                "1 device of measured nodes is absent: node17 cuda:3.",
            ],
            FleetNights.Content.Answer.Select(sentence => sentence.Text));
    }

    [Theory]
    [InlineData(6, 6, "No node is slow.")]
    [InlineData(6, 5, "No node that was measured is slow.|1 of 6 nodes is absent: node5.")]
    [InlineData(4, 4, FindingText.NoVerdict)]
    public void A_night_without_a_finding_is_not_called_healthy_where_it_is_not(int before, int now, string answer)
    {
        var builder = new FleetRecordBuilder();
        for (var node = 0; node < before; node++) builder.Add(FleetRuns.Of(node, 0));
        for (var node = 0; node < now; node++) builder.Add(FleetRuns.Of(node, 1));
        Assert.Equal(answer.Split('|'), Content(builder).Answer.Select(sentence => sentence.Text));
    }

    private static NightContent Content(FleetRecordBuilder builder)
    {
        var record = builder.Build()!;
        var judgement = FleetOutliers.Of(record);
        return NightContents.Of(record, judgement, FleetMatrix.Of(record, judgement));
    }
}
