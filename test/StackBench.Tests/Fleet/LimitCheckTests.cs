using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Fleet.Limits;
using StackBench.Fleet.Reading;

namespace StackBench.Tests.Fleet;

public sealed class LimitCheckTests
{
    [Theory]
    [InlineData(1, Fitness.Fit)]
    [InlineData(0.93, Fitness.Fit)]
    [InlineData(0.85, Fitness.Unfit)]
    public void A_node_is_unfit_below_the_limit_of_its_fleet(double factor, Fitness fitness)
    {
        var (found, count, reasons) = LimitCheck.Of(
            Launched(FleetRuns.Of(9, 1, slot => slot == 2 ? factor : 1), 3), Limits());
        Assert.Equal((fitness, FleetRuns.Slots), (found, count));
        if (fitness == Fitness.Fit) Assert.Empty(reasons);
        else Assert.Matches("^gemm bf16 .* on cuda:2 is 1[0-9]\\.[0-9] % below the fleet's median of 24 devices$", Assert.Single(reasons));
    }

    [Fact]
    public void A_disturbed_launch_alone_makes_no_node_unfit()
    {
        var run = FleetRuns.Of(9, 1, slot => slot == 2 ? 0.5 : 1);
        var launch = ExampleLaunch with { Values = ExampleLaunch.Values.Add("flop-rate", 600e12) };
        var results = run.Results.Select(result => result with { Launches = [launch] });
        Assert.Equal(Fitness.Fit, LimitCheck.Of(run with { Results = [.. results] }, Limits()).Fitness);
    }

    [Fact]
    public void One_launch_makes_no_node_unfit()
    {
        var run = FleetRuns.Of(9, 1, slot => slot == 2 ? 0.5 : 1);
        Assert.EndsWith("fewer than two launches", Undecided(Launched(run, 1), Limits()), StringComparison.Ordinal);
        Assert.Equal(Fitness.Unfit, LimitCheck.Of(Launched(run, 2), Limits()).Fitness);
    }

    [Fact]
    public void In_doubt_nothing_is_decided()
    {
        var limits = Limits();
        var run = FleetRuns.Of(9, 1, _ => 0.5);
        var other = run with { Fingerprint = run.Fingerprint.With([new("cpu.model", "another", FactRole.Identity)]) };
        Assert.StartsWith("there are no limits for machines of the kind", Undecided(other, limits), StringComparison.Ordinal);
        Assert.EndsWith("was not measured", Undecided(run with { Results = [] }, limits), StringComparison.Ordinal);
        var failed = run.Results.Select(result => result with { Outcome = new Failed(FailureStage.WarmUp, "crash", []) });
        Assert.EndsWith("has no value", Undecided(run with { Results = [.. failed] }, limits), StringComparison.Ordinal);
        var busy = ExampleLaunch with { Conditions = ExampleLaunch.Conditions.Add(LaunchFacts.CpuOthers, 0.5) };
        var contended = run.Results.Select(result => result with { Launches = [busy] });
        Assert.StartsWith(
            "other processes used the CPU", Undecided(run with { Results = [.. contended] }, limits), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 1, false)]
    [InlineData(6, 2, true)]
    [InlineData(400, 20, false)]
    [InlineData(400, 21, true)]
    public void Where_too_many_are_unfit_the_limits_are_wrong(int nodes, int unfit, bool isBraked) =>
        Assert.Equal(isBraked, LimitCheck.IsBraked(unfit, Limits() with { Nodes = nodes }));

    [Theory]
    [InlineData(Fitness.Unfit, 0, "aa", 2)]
    [InlineData(Fitness.Unfit, -24, "aa", 2)]
    [InlineData(Fitness.Unfit, -25, "aa", 1)]
    [InlineData(Fitness.Unfit, 25, "aa", 1)]
    [InlineData(Fitness.Unfit, 0, "bb", 1)]
    [InlineData(Fitness.Fit, 0, "aa", 1)]
    public void Only_fresh_verdicts_by_the_same_limits_count(Fitness fitness, int hours, string sha, int unfit)
    {
        var own = new NodeVerdict(NodeVerdict.CurrentSchemaVersion, "node1", Fitness.Unfit, DateTimeOffset.UnixEpoch, "aa", 1, []);
        var other = own with { Node = "node2", Fitness = fitness, At = own.At.AddHours(hours), LimitsSha256 = sha };
        Assert.Equal(unfit, LimitCheck.Unfit(own, [own, other]));
    }

    /// <summary>Of six nodes of four GPUs.</summary>
    public static NodeLimits Limits()
    {
        var builder = new FleetRecordBuilder();
        for (var node = 0; node < 6; node++) builder.Add(FleetRuns.Of(node, 0));
        return NodeLimits.Of(builder.Build()!, 0.10);
    }

    private static readonly Launch ExampleLaunch = new()
    {
        Number = 1,
        StartedAt = DateTimeOffset.UnixEpoch,
        Backend = "hipBLASLt",
        CallsPerSample = 1,
        Clock = SampleClock.Host,
        WarmUp = new WarmUp(3, 0.1),
        StopReason = StopReason.Converged,
        Samples = [],
        Values = ImmutableSortedDictionary<string, double>.Empty,
    };

    /// <summary>Every launch of a result has the result's value.</summary>
    private static Run Launched(Run run, int count) => run with
    {
        Results =
        [
            .. run.Results.Select(result => result with
            {
                Launches =
                [
                    .. Enumerable.Range(1, count).Select(number => ExampleLaunch with
                    {
                        Number = number,
                        Values = ExampleLaunch.Values.Add("flop-rate", result.Headline!.Value),
                    }),
                ],
            }),
        ],
    };

    private static string Undecided(Run run, NodeLimits limits)
    {
        var (fitness, _, reasons) = LimitCheck.Of(run, limits);
        Assert.Equal(Fitness.Undecided, fitness);
        return reasons[0];
    }
}
