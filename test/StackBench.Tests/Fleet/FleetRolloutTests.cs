using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Validation;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Rollout;

namespace StackBench.Tests.Fleet;

/// <summary>Verdicts in made-up fleets: racks differ by 1 %, runs scatter by 0.5 %, the whole fleet loses 2 % every night.</summary>
public sealed class FleetRolloutTests
{
    private const int Nodes = 24, Rack = 8, Devices = 2;
    private const double RackSpread = 0.01, Noise = 0.005, Drift = -0.02;

    private static readonly RolloutFact Fact = new(new RolloutQuestion("driver", "560", "550"), "gpu.driver-version", ["560"], ["550"]);

    public static TheoryData<string, int, int> Plans => new()
    {
        // A rack in one night; every second night another rack, with nobody left; two nodes every second night.
        { "one rack", 2, 4 },
        { "rack by rack", 7, 4 },
        { "two by two", 9, 1 },
        // Every night another rack: what ends one change begins the next.
        { "rack after rack", 4, 2 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Without_an_effect_wrongverdicts_are_as_rare_as_claimed(string plan, int nights, int workloads)
    {
        const int fleets = 1000;
        var random = new SplitMix64(11);
        var alarms = 0;
        for (var fleet = 0; fleet < fleets; fleet++)
        {
            var comparison = FleetRollout.Of(Draw(random, nights, workloads, Plan(plan), 0), Fact)!;
            Assert.Equal((RolloutDesign.ChangeAgainstChange, 0.05), (comparison.Design, comparison.Alpha));
            if (comparison.Workloads.Any(IsVerdict)) alarms++;
        }

        Assert.True(new StatisticsCheck("roll-out", plan, Promise.AtMost, 0.05, alarms, fleets).IsKept, $"{alarms} of {fleets}");
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Two_percent_on_eight_of_24_nodes_are_found(string plan, int nights, int workloads)
    {
        const int fleets = 200;
        var random = new SplitMix64(12);
        var (found, covered) = (0, 0);
        for (var fleet = 0; fleet < fleets; fleet++)
        {
            var worst = FleetRollout.Of(Draw(random, nights, workloads, Plan(plan), Math.Log(0.98)), Fact)!.Workloads[0];
            if (worst.Verdict == Verdict.Regression) found++;
            if (worst.Interval is { } interval && interval.Low <= -0.02 && interval.High >= -0.02) covered++;
        }

        Assert.True(found >= 0.95 * fleets, $"{found} of {fleets}");
        // The slowest of four: its interval misses more often than one in twenty.
        Assert.True(covered >= 0.80 * fleets, $"{covered} of {fleets}");
    }

    [Fact]
    public void Who_changed_while_nobody_stayed_is_left_out_and_counted()
    {
        // Of three racks in three nights the second has no other: what changed before or after it shares a night with it.
        var comparison = FleetRollout.Of(Draw(new SplitMix64(18), 4, 1, Plan("rack after rack"), 0), Fact)!;
        Assert.Equal((8, 16, 16), (comparison.Left, comparison.Workloads[0].Judged, comparison.Workloads[0].Others));
    }

    [Fact]
    public void Half_in_one_night_and_half_in_the_next_are_compared_once()
    {
        var comparison = FleetRollout.Of(Draw(new SplitMix64(19), 3, 1, node => node < 12 ? 1 : 2, Math.Log(0.97)), Fact)!;
        Assert.Equal(RolloutDesign.ChangeAgainstChange, comparison.Design);
        var one = Assert.Single(comparison.Workloads);
        Assert.Equal((12, 12, 12, Verdict.Regression), (comparison.Left, one.Judged, one.Others, one.Verdict));
        Assert.Equal(-0.03, one.Change, 0.01);
    }

    [Fact]
    public void Where_all_nodes_changed_at_once_nothing_is_said_of_the_driver()
    {
        var random = new SplitMix64(13);
        var comparison = FleetRollout.Of(Draw(random, 2, 2, _ => 1, Math.Log(0.9)), Fact)!;
        Assert.Equal(RolloutDesign.BeforeAfter, comparison.Design);
        Assert.All(comparison.Workloads, one => Assert.Equal((Verdict.Inconclusive, 5), (one.Verdict, one.Needed)));
        Assert.Equal(-0.118, comparison.Workloads[0].Change, 0.01);
        Assert.StartsWith(
            "driver 560 against 550: undecided: all nodes changed between the same nights", RolloutText.Answer(comparison),
            StringComparison.Ordinal);
        Assert.Equal(GateState.NotDecided, RolloutGate.Of(comparison, FailOn.Regression).State);
    }

    [Theory]
    [InlineData(0.9, Verdict.Suspected)]
    [InlineData(1.1, Verdict.Inconclusive)]
    public void One_night_is_never_more_than_a_suspicion(double factor, Verdict verdict)
    {
        var random = new SplitMix64(14);
        var comparison = FleetRollout.Of(Draw(random, 1, 2, node => node < 12 ? 0 : null, Math.Log(factor)), Fact)!;
        Assert.Equal(RolloutDesign.SideBySide, comparison.Design);
        Assert.All(comparison.Workloads, one => Assert.Equal((verdict, 12, 12), (one.Verdict, one.Judged, one.Others)));
        Assert.Equal(GateState.NotDecided, RolloutGate.Of(comparison, FailOn.Regression).State);
        Assert.Equal(GateState.NotDecided, RolloutGate.Of(comparison, FailOn.SlowerThan(0.01)).State);
        Assert.Equal(
            factor < 1 ? GateState.Failed : GateState.NotDecided, RolloutGate.Of(comparison, FailOn.Suspected).State);
    }

    [Theory]
    [InlineData(4, 24, 1, 5)]
    [InlineData(20, 24, 1, 5)]
    [InlineData(5, 10, 20, 6)]
    public void Too_few_nodes_get_numbers_and_how_many_it_takes(int changed, int nodes, int workloads, int needed)
    {
        var random = new SplitMix64(15);
        var comparison = FleetRollout.Of(Draw(random, 2, workloads, node => node < changed ? 1 : null, Math.Log(0.9), nodes), Fact)!;
        Assert.All(comparison.Workloads, one => Assert.Equal((Verdict.TooFew, needed), (one.Verdict, one.Needed)));
        Assert.Equal(-0.1, comparison.Workloads[0].Change, 0.02);
        Assert.Contains($"; a verdict needs {needed} or more a side", RolloutText.Answer(comparison), StringComparison.Ordinal);
        Assert.Equal(GateState.NotDecided, RolloutGate.Of(comparison, FailOn.Regression).State);
    }

    [Fact]
    public void Small_and_absent_changes_are_told_apart_from_what_matters()
    {
        // Without noise in a node, and 0.4 % lost.
        var log = FleetLogs.Of(2, Nodes, 1, 1, (night, node, _, _) => (100 + (node * 0.01)) * (night == 1 && node < 8 ? 0.996 : 1), Drivers(
            node => node < 8 ? 1 : null));
        Assert.Equal(Verdict.SmallChange, FleetRollout.Of(log, Fact)!.Workloads[0].Verdict);
        var random = new SplitMix64(16);
        var same = FleetRollout.Of(Draw(random, 2, 1, node => node < 12 ? 1 : null, 0), Fact)!;
        Assert.Equal(Verdict.NoChange, same.Workloads[0].Verdict);
        Assert.Equal("driver 560 against 550: no change of 1.0 % or more on 12 nodes", RolloutText.Answer(same));
        Assert.Equal(GateState.Passed, RolloutGate.Of(same, FailOn.SlowerThan(0.02)).State);
    }

    [Fact]
    public void The_answer_says_how_much_on_how_many_nodes()
    {
        var random = new SplitMix64(17);
        var comparison = FleetRollout.Of(Draw(random, 2, 2, Plan("one rack"), Math.Log(0.969)), Fact)!;
        Assert.Matches(
            "^driver 560 against 550: gemm workload[01] 3\\.[0-9] % slower on 8 nodes, -[34]\\.[0-9] to -[23]\\.[0-9] %; 1 more slower$",
            RolloutText.Answer(comparison));
        Assert.Equal([new RolloutNights("night0", "night1", 8)], comparison.Nights);
        Assert.Equal(GateState.Failed, RolloutGate.Of(comparison, FailOn.Regression).State);
        Assert.Equal(GateState.Failed, RolloutGate.Of(comparison, FailOn.SlowerThan(0.01)).State);
        var faster = FleetRollout.Of(Draw(random, 2, 1, Plan("one rack"), Math.Log(1.05)), Fact)!;
        Assert.Contains("% faster on 8 nodes, +", RolloutText.Answer(faster), StringComparison.Ordinal);
        Assert.Equal(GateState.Passed, RolloutGate.Of(faster, FailOn.Regression).State);
    }

    [Fact]
    public void A_change_just_below_what_matters_is_rarely_called_slower()
    {
        var random = new SplitMix64(11);
        var wrong = Enumerable.Range(0, 400).Count(_ =>
            FleetRollout.Of(Draw(random, 2, 1, Plan("one rack"), Math.Log(1 - 0.009)), Fact)!.Workloads[0].Verdict == Verdict.Regression);
        Assert.InRange(wrong, 0, 20);
    }

    [Fact]
    public void Nodes_that_went_back_or_have_other_cards_or_mixed_drivers_do_not_count()
    {
        // Of ten nodes that changed: one has other cards, one has two drivers, and one was absent before.
        FingerprintFact[] Facts(int night, int node) => node == 1 && night == 1
            ? [FleetLogs.Driver("560"), new("gpu.0000:04:00.0.driver-version", "550", FactRole.Cause)]
            : [FleetLogs.Driver(night == 1 && node < 10 ? "560" : "550")];
        var log = FleetLogs.Of(
            2, Nodes, 1, 1, (night, node, _, _) => night == 0 && node == 2 ? double.NaN : 100 + node + (night == 1 && node < 10 ? -5 : 0),
            Facts, (night, node, _) => $"GPU-{(night == 1 && node == 0 ? 99 : node)}");
        var one = Assert.Single(FleetRollout.Of(log, Fact)!.Workloads);
        Assert.Equal((7, 14), (one.Judged, one.Others));
    }

    [Fact]
    public void What_changed_on_the_same_nodes_is_named()
    {
        FingerprintFact[] Facts(int night, int node) =>
        [
            FleetLogs.Driver(night == 1 && node < 8 ? "560" : "550"),
            new("os.kernel", night == 1 && node < 8 ? "6.8" : "6.1", FactRole.Cause),
            new("software.rocm", night == 1 ? "7.1" : "7.0", FactRole.Cause),
        ];
        var log = FleetLogs.Of(2, Nodes, 1, 1, (_, node, _, _) => 100 + node, Facts);
        Assert.Equal(new SplittingFact("os.kernel", "6.1 -> 6.8", null, 1), Assert.Single(FleetRollout.Of(log, Fact)!.Along));
        var night = FleetRollout.Of(new FleetLog([log.Nights[1]], log.Newest(1).Series), Fact)!;
        Assert.Equal(new SplittingFact("os.kernel", "6.8", "6.1", 1), Assert.Single(night.Along));
    }

    [Fact]
    public void A_driver_of_gpus_does_not_concern_the_cpu()
    {
        var log = FleetLogs.Of(2, Nodes, 1, 2, (_, node, _, _) => 100 + node, Drivers(node => node < 8 ? 1 : null));
        var cpu = log.Series[1] with { Columns = [.. log.Series[1].Columns.Select(unit => unit with { Slot = "cpu" })] };
        var comparison = FleetRollout.Of(log with { Series = [log.Series[0], cpu] }, Fact)!;
        Assert.Single(comparison.Workloads);
        Assert.Equal(1, comparison.Unconcerned);
    }

    private static bool IsVerdict(WorkloadChange one) =>
        one.Verdict is Verdict.Regression or Verdict.Improvement or Verdict.SmallChange;

    /// <summary>Night from which a node has the new driver; null for never.</summary>
    private static Func<int, int?> Plan(string name) => name switch
    {
        "one rack" => node => node < Rack ? 1 : null,
        "rack by rack" => node => (2 * (node / Rack)) + 1,
        "rack after rack" => node => (node / Rack) + 1,
        _ => node => node < Rack ? (2 * (node / 2)) + 1 : null,
    };

    private static Func<int, int, FingerprintFact[]> Drivers(Func<int, int?> since) =>
        (night, node) => [FleetLogs.Driver(night >= since(node) ? "560" : "550")];

    private static FleetLog Draw(
        SplitMix64 random, int nights, int workloads, Func<int, int?> since, double effect, int nodes = Nodes)
    {
        double[] racks = [.. Enumerable.Range(0, (nodes / Rack) + 1).Select(_ => RackSpread * random.NextNormal())];
        return FleetLogs.Of(
            nights, nodes, Devices, workloads, (night, node, _, _) => Math.Exp(
                6 + racks[node / Rack] + (Drift * night) + (Noise * random.NextNormal()) + (night >= since(node) ? effect : 0)),
            Drivers(since));
    }
}
