using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Draining;
using StackBench.Fleet.Outliers;

namespace StackBench.Tests.Fleet;

public sealed class DrainPlanTests
{
    private static readonly FleetSeriesKey Key = new("kind", "gemm", "bf16", "pytorch", "flop-rate", Better.Higher, Parameters.None, 1);

    private static readonly FleetFinding Slow = new(
        OutlierRule.Changed, OutlierLevel.Device, OutlierState.Confirmed, "s0.rack1", "node7", "cuda:2", ["node7"], 3, Key, 0.061, 14.2);

    [Fact]
    public void A_confirmed_loss_against_its_own_history_drains_with_the_evidence()
    {
        var plan = Of(Slow, Slow with { Slot = "cuda:3", Loss = 0.112 });
        var drain = Assert.Single(plan.Drains);
        Assert.Equal(
            ("node7", "stackbench mon: gemm bf16 on cuda:3 lost 11.2 % (z 14, confirmed), and 1 more"), (drain.Node, drain.Reason));
        Assert.Equal(["scontrol", "update", "nodename=node7", "state=drain", $"reason={drain.Reason}"], drain.Command);
        Assert.Empty(plan.Left);
    }

    [Fact]
    public void What_is_of_a_whole_node_names_no_device() => Assert.Equal(
        "stackbench mon: gemm bf16 lost 6.1 % (z 14, confirmed)",
        Assert.Single(Of(Slow with { Level = OutlierLevel.Node, Slot = null }).Drains).Reason);

    public static TheoryData<string, FleetFinding, string> Undrained => new()
    {
        { "suspected", Slow with { State = OutlierState.Suspected }, "1 finding is only suspected: fleet run --again mon" },
        { "siblings", Slow with { Rule = OutlierRule.Slow }, "node7: slower than its siblings, not than it was: a person decides" },
        { "rack", Slow with { Level = OutlierLevel.Place, Node = null, Slot = null, Nodes = ["node6", "node7"] },
            "s0.rack1: 2 nodes below one switch are slow together: look at power, cooling and the switch" },
        { "drained", Slow with { Node = "node8" }, "node8: already drained: x" },
        { "elsewhere", Slow with { Node = "node9" }, "node9: the scheduler does not know it" },
    };

    [Theory]
    [MemberData(nameof(Undrained))]
    public void What_a_person_must_decide_drains_nothing_and_is_named(string what, FleetFinding finding, string left)
    {
        var plan = Of(finding);
        Assert.True(plan.Drains.IsEmpty, what);
        Assert.Equal(left, Assert.Single(plan.Left));
    }

    [Fact]
    public void A_node_of_a_slow_rack_is_the_racks_matter()
    {
        var rack = Slow with { Level = OutlierLevel.Place, Node = null, Slot = null, Nodes = ["node5", "node6"] };
        var plan = Of(rack, Slow);
        Assert.Empty(plan.Drains);
        Assert.Equal("node7: below s0.rack1, which is slow as a whole", plan.Left[^1]);
        Assert.Single(Of(rack with { Place = "s0.rack2" }, Slow).Drains);
    }

    [Fact]
    public void Nodes_that_are_drained_already_count_as_confirmed() => Assert.Equal(
        (2, 1), (Of(Slow, Slow with { Node = "node8" }).Confirmed, Of(Slow, Slow with { Node = "node8" }).Drains.Length));

    [Fact]
    public void What_a_fresh_job_did_not_find_is_not_even_named()
    {
        var plan = Of(Slow with { State = OutlierState.NotConfirmed });
        Assert.Equal((0, 0), (plan.Drains.Length, plan.Left.Length));
    }

    [Fact]
    public void A_workload_of_a_hostile_node_stays_one_short_line()
    {
        var hostile = Key with { Workload = "a\nb'; rm -rf /" + new string('x', 500) };
        var reason = Assert.Single(Of(Slow with { Evidence = hostile }).Drains).Reason;
        Assert.Equal(200, reason.Length);
        Assert.DoesNotContain('\n', reason);
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(512, 5)]
    public void One_node_in_a_hundred_is_drained_at_once(int nodes, int most) => Assert.Equal(most, DrainPlan.UsualMost(nodes));

    private static DrainPlan Of(params ImmutableArray<FleetFinding> findings) => DrainPlan.Of(
        new FleetJudgement("mon", 8, 32, findings, [], [], [], 1, 1, 1),
        new Dictionary<string, Target>(StringComparer.Ordinal)
        {
            ["node7"] = new("node7", true),
            ["node8"] = new("node8", false, "drained: x"),
        });
}
