using StackBench.Core.Results;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;
using StackBench.Fleet.Simulation;

namespace StackBench.Tests.Fleet;

public sealed class FleetOutliersTests
{
    private const int Nodes = 24, Nights = 7;

    [Fact]
    public void A_healthy_fleet_has_no_outlier()
    {
        var judgement = Judge((_, _, _) => 1);
        Assert.Empty(judgement.Findings);
        Assert.Empty(judgement.Populations);
        Assert.Equal((Nodes, Nodes * FleetRuns.Slots), (judgement.Nodes, judgement.Devices));
        Assert.Equal(Nodes * FleetRuns.Slots, judgement.ChangedTests);
    }

    [Theory]
    [InlineData(1, OutlierLevel.Device, "cuda:0")]
    [InlineData(4, OutlierLevel.Node, null)]
    public void What_lost_six_percent_in_the_last_night_is_suspected_at_its_level(int slots, OutlierLevel level, string? slot)
    {
        var finding = Assert.Single(Judge((node, night, at) => node == 5 && night == Nights - 1 && at < slots ? 0.94 : 1).Findings);
        Assert.Equal((OutlierRule.Changed, OutlierState.Suspected), (finding.Rule, finding.State));
        Assert.Equal((level, "node5", slot, "s0.rack1"), (finding.Level, finding.Node, finding.Slot, finding.Place));
        Assert.Equal(0.06, finding.Loss, 0.02);
    }

    [Fact]
    public void What_was_always_slow_is_found_among_its_siblings_alone()
    {
        Assert.Empty(Judge((node, _, _) => node == 5 ? 0.94 : 1).Findings);
        var finding = Assert.Single(Judge((node, _, slot) => node == 5 && slot == 2 ? 0.85 : 1).Findings);
        Assert.Equal((OutlierRule.Slow, "node5", "cuda:2"), (finding.Rule, finding.Node, finding.Slot));
    }

    [Theory]
    [InlineData(0.94, OutlierState.Confirmed)]
    [InlineData(1, OutlierState.NotConfirmed)]
    public void A_fresh_job_confirms_or_clears(double again, OutlierState state)
    {
        var builder = Builder((node, night, _) => node == 5 && night == Nights - 1 ? 0.94 : 1);
        builder.Add(FleetRuns.Of(5, Nights, _ => again, NightName.Again(FleetRuns.Night(Nights - 1))));
        Assert.Equal(state, Assert.Single(Judge(builder).Findings).State);
    }

    [Fact]
    public void Half_of_the_nodes_below_a_switch_are_its_fault()
    {
        var finding = Assert.Single(Judge((node, night, _) => node is 4 or 6 && night == Nights - 1 ? 0.9 : 1).Findings);
        Assert.Equal((OutlierLevel.Place, "s0.rack1"), (finding.Level, finding.Place));
        Assert.Equal(["node4", "node6"], finding.Nodes);
    }

    [Theory]
    [InlineData(0.94, OutlierLevel.Place, OutlierState.Confirmed, 1)]
    [InlineData(1, OutlierLevel.Node, OutlierState.NotConfirmed, 2)]
    public void A_rack_is_confirmed_or_cleared_by_its_nodes(double again, OutlierLevel level, OutlierState state, int count)
    {
        var builder = Builder((node, night, _) => node is 4 or 6 && night == Nights - 1 ? 0.94 : 1);
        foreach (var node in (int[])[4, 6])
            builder.Add(FleetRuns.Of(node, Nights, _ => again, NightName.Again(FleetRuns.Night(Nights - 1))));
        var findings = Judge(builder).Findings;
        Assert.Equal(count, findings.Length);
        Assert.All(findings, finding => Assert.Equal((level, state), (finding.Level, finding.State)));
    }

    [Fact]
    public void A_roll_out_makes_two_populations_and_names_the_driver()
    {
        FingerprintFact Driver(int node, int night) => new(
            "gpu.0000:03:00.0.driver-version", night == Nights - 1 && node < 8 ? "580.95" : "570.12", FactRole.Cause);
        var judgement = Judge(Builder((node, night, _) => node < 8 && night == Nights - 1 ? 0.95 : 1, Driver));
        Assert.Empty(judgement.Findings);
        var two = Assert.Single(judgement.Populations, two => two.IsOfChange);
        Assert.Equal((8, Nodes), (two.Low.Length, two.Of));
        Assert.Equal(0.05, two.Loss, 0.01);
        var suspect = two.Suspects.First(fact => !fact.Name.Equals("place", StringComparison.Ordinal));
        Assert.Equal(("gpu.0000:03:00.0.driver-version", "580.95", "570.12"), (suspect.Name, suspect.OfLow, suspect.OfHigh));
    }

    [Fact]
    public void A_change_of_the_whole_fleet_is_told_as_that()
    {
        var judgement = Judge((_, night, _) => night == Nights - 1 ? 0.95 : 1);
        Assert.Empty(judgement.Findings);
        Assert.Equal(-0.05, Assert.Single(judgement.Shifts).Change, 0.01);
    }

    [Fact]
    public void Another_card_starts_a_history_of_its_own()
    {
        FingerprintFact Card(int node, int night) => new(
            "gpu.0000:03:00.0.uuid", node == 5 && night == Nights - 1 ? "new" : $"card {node}", FactRole.Noise);
        var judgement = Judge(Builder((node, night, _) => node == 5 && night == Nights - 1 ? 0.94 : 1, Card));
        Assert.Empty(judgement.Findings);
        Assert.Equal((Nodes - 1) * FleetRuns.Slots, judgement.ChangedTests);
    }

    [Fact]
    public void Four_siblings_and_no_history_allow_no_verdict()
    {
        var builder = new FleetRecordBuilder();
        for (var node = 0; node < 4; node++) builder.Add(FleetRuns.Of(node, 0, _ => node == 1 ? 0.5 : 1));
        var judgement = Judge(builder);
        Assert.Empty(judgement.Findings);
        Assert.Equal((0, 0), (judgement.ChangedTests, judgement.SlowTests));
        Assert.Equal("node1", judgement.Worst[0].Unit.Node);
    }

    [Fact]
    public void Runs_without_a_node_are_left_out_and_named()
    {
        var builder = new FleetRecordBuilder();
        builder.Add(FleetRuns.Of(0, 0, facts: new FingerprintFact(NodeName.Fact, null, FactRole.Noise, "unknown")));
        Assert.Contains("the node name is missing", Assert.Single(builder.Left), StringComparison.Ordinal);
        Assert.Null(builder.Build());
    }

    [Fact]
    public void Runs_that_were_interrupted_are_left_out_and_the_last_attempt_counts()
    {
        var builder = Builder((_, _, _) => 1);
        var bad = FleetRuns.Of(5, Nights - 1, _ => 0.5);
        builder.Add(bad with { Status = RunStatus.Interrupted }, attempt: 9);
        builder.Add(bad with { Purpose = RunPurpose.Pair }, attempt: 9);
        Assert.Equal(2, builder.Left.Length);
        Assert.Empty(Judge(builder).Findings);
        builder.Add(bad with { StartedAt = bad.StartedAt.AddHours(-3) }, attempt: 2);
        Assert.Equal("node5", Assert.Single(Judge(builder).Findings).Node);
    }

    [Fact]
    public void Nights_of_campaigns_come_in_the_order_of_their_plans()
    {
        var builder = new FleetRecordBuilder();
        // The clock of the first node is two days ahead.
        builder.Add(FleetRuns.Of(0, 2, label: "first"), 1, FleetRuns.Of(0, 0).StartedAt);
        builder.Add(FleetRuns.Of(0, 1, label: "second"), 1, FleetRuns.Of(0, 1).StartedAt);
        Assert.Equal(["first", "second"], builder.Nights);
    }

    /// <summary>The size that is promised, 10,000 nodes, is <c>stackbench selftest fleet --nodes 10000</c>.</summary>
    [Fact]
    public void Faults_of_a_large_fleet_are_found_and_nothing_else()
    {
        var scenario = FleetScenario.Run(150, TimeProvider.System);
        Assert.Equal((50, 50, 0), (scenario.Faults, scenario.Found, scenario.False));
    }

    [Theory]
    [InlineData("0.001,0.03,0.04", 3, "0")]
    [InlineData("0.001,0.02,0.024", 3, "0,1,2")]
    [InlineData("0.03,0.001", 1000, "")]
    public void The_correction_counts_the_tests_that_were_not_kept(string small, int tests, string rejected)
    {
        double[] values = [.. small.Split(',').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(rejected, string.Join(',', StepDown.Rejected(values, tests, 0.05)));
    }

    private static FleetJudgement Judge(Func<int, int, int, double> factor) => Judge(Builder(factor));

    private static FleetJudgement Judge(FleetRecordBuilder builder) => FleetOutliers.Of(builder.Build()!);

    private static FleetRecordBuilder Builder(Func<int, int, int, double> factor, Func<int, int, FingerprintFact>? fact = null)
    {
        var builder = new FleetRecordBuilder();
        // In any order: the newest night is found by its date.
        for (var night = Nights - 1; night >= 0; night--)
        {
            for (var node = 0; node < Nodes; node++)
            {
                FingerprintFact[] facts = fact is null ? [] : [fact(node, night)];
                builder.Add(FleetRuns.Of(node, night, slot => factor(node, night, slot), null, facts));
            }
        }

        return builder;
    }
}
