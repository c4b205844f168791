using System.Collections.Immutable;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Reading;

namespace StackBench.Tests.Fleet;

public sealed class CampaignStatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly AttemptName First = new("node1", 1), Second = new("node1", 2);

    public static TheoryData<string, Evidence, NodeState, string, bool> Cases => new()
    {
        { "nothing", new Evidence(), NodeState.Planned, "", true },
        { "refused", Sent(First, refusal: "QOSMaxSubmit"), NodeState.Refused, "QOSMaxSubmit", true },
        { "drained", new Evidence { Targets = Target("drained: x") }, NodeState.Unreachable, "drained: x", false },
        { "pending", Sent(First) with { Jobs = Jobs(First, true, "Resources") }, NodeState.Queued, "Resources", false },
        { "running", Sent(First) with { Jobs = Jobs(First, false, "") }, NodeState.Running, "", false },
        { "complete", Ended(First, 0), NodeState.Complete, "", false },
        { "complete, though a later attempt is lost", Ended(First, 0) with { Started = [First, Second] }, NodeState.Complete, "", false },
        { "partial", Ended(First, 4), NodeState.Partial, "some workloads are missing", false },
        { "interrupted", Ended(First, 130), NodeState.Partial, "interrupted", true },
        { "failed", Ended(First, 1), NodeState.Failed, "exit code 1", true },
        { "nothing ran", Ended(First, 5), NodeState.Failed, "nothing could be measured", false },
        { "killed", Ended(First, 137) with { Done = [] }, NodeState.Lost, "its program was killed by signal 9", true },
        { "interrupted early", Ended(First, 130) with { Done = [] }, NodeState.Lost, "interrupted before anything was measured", true },
        { "no document yet", Ended(First, 0) with { Done = [] }, NodeState.Running, "it ended; its document is not visible yet", false },
        { "no code", Ended(First, 0) with { Ended = ImmutableDictionary<AttemptName, int>.Empty }, NodeState.Partial,
            "it ended without an exit code", true },
        { "gone", Sent(First) with { Gone = Gone(First, "TIMEOUT") }, NodeState.Lost, "TIMEOUT", true },
        { "gone, and nobody knows why", Sent(First), NodeState.Lost, "unknown", true },
        { "gone twice", Sent(Second) with { Started = [First, Second] }, NodeState.Lost, "unknown", false },
        { "gone, and the node is down", Sent(First) with { Targets = Target("down") }, NodeState.Lost, "unknown", false },
        { "started, nobody to ask", Sent(First) with { Jobs = null, Started = [First] }, NodeState.Running, "", false },
        { "the job ends while its document is there", Ended(First, 0) with { Jobs = Jobs(First, false, "") },
            NodeState.Complete, "", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_state_follows_from_files_and_scheduler(string what, Evidence evidence, NodeState state, string reason, bool isCurable)
    {
        var report = Assert.Single(CampaignStates.Of(Campaign("node1"), evidence, Now));
        Assert.True((state, reason, isCurable) == (report.State, report.Reason, report.IsCurable), $"{what}: {report}");
    }

    /// <summary>The codes of <c>run</c> are another project's.</summary>
    [Theory]
    [InlineData(ExitCode.Ok, NodeState.Complete, false)]
    [InlineData(ExitCode.Failed, NodeState.Failed, true)]
    [InlineData(ExitCode.Partial, NodeState.Partial, false)]
    [InlineData(ExitCode.NothingToRun, NodeState.Failed, false)]
    [InlineData(ExitCode.Interrupted, NodeState.Partial, true)]
    internal void The_state_follows_from_how_run_ended(ExitCode code, NodeState state, bool isCurable)
    {
        var report = Assert.Single(CampaignStates.Of(Campaign("node1"), Ended(First, (int)code), Now));
        Assert.Equal((state, isCurable), (report.State, report.IsCurable));
    }

    [Fact]
    public void After_the_deadline_who_has_not_answered_is_late_and_nothing_is_submitted()
    {
        var campaign = Campaign("node1", "node2") with { Deadline = Now };
        var evidence = Sent(First) with { Jobs = Jobs(First, true, "") };
        var reports = CampaignStates.Of(campaign, evidence, Now);
        Assert.All(reports, report => Assert.Equal(NodeState.Late, report.State));
        Assert.Empty(NextSteps.Of(campaign, reports, evidence));
    }

    [Fact]
    public void Idle_nodes_come_first_and_no_more_are_pending_than_allowed()
    {
        var campaign = Campaign("a", "b", "c", "d") with { MostQueued = 3 };
        var evidence = new Evidence
        {
            Jobs = Jobs(new AttemptName("a", 1), true, ""),
            Targets = campaign.Nodes.Skip(1).ToImmutableDictionary(node => node, node => new Target(node, IsIdle: node == "d")),
        };
        var reports = CampaignStates.Of(campaign, evidence, Now);
        Assert.Equal("d.1 b.1", string.Join(' ', NextSteps.Of(campaign, reports, evidence)));
        Assert.Empty(NextSteps.Of(campaign, CampaignStates.Of(campaign, evidence with { IsCancelled = true }, Now), evidence));
    }

    public static Campaign Campaign(params string[] nodes) => new()
    {
        Name = "night",
        CreatedAt = Now.AddHours(-1),
        Launcher = "slurm",
        Nodes = [.. nodes],
        Arguments = ["compute-peak", "--seed", "7"],
        Program = "/shared/stackbench",
        ProgramSha256 = "00",
    };

    private static Evidence Sent(AttemptName attempt, string? refusal = null) => new()
    {
        Submissions = [new Submission(attempt.Node, attempt.Attempt, Now, refusal is null ? "17" : null, refusal)],
        Jobs = ImmutableDictionary<AttemptName, Job>.Empty,
    };

    private static Evidence Ended(AttemptName attempt, int code) => Sent(attempt) with
    {
        Started = [attempt],
        Done = [attempt],
        Ended = ImmutableDictionary<AttemptName, int>.Empty.Add(attempt, code),
    };

    private static ImmutableDictionary<AttemptName, Job> Jobs(AttemptName attempt, bool isPending, string reason) =>
        ImmutableDictionary<AttemptName, Job>.Empty.Add(attempt, new Job("17", isPending, reason));

    private static ImmutableDictionary<AttemptName, string> Gone(AttemptName attempt, string reason) =>
        ImmutableDictionary<AttemptName, string>.Empty.Add(attempt, reason);

    private static ImmutableDictionary<string, Target> Target(string why) =>
        ImmutableDictionary<string, Target>.Empty.Add("node1", new Target("node1", IsIdle: false, why));
}
