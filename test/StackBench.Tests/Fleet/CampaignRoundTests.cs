using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Statistics;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Launchers;
using StackBench.Fleet.Reading;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Fleet;

public sealed class CampaignRoundTests : IDisposable
{
    private static readonly string[] Nodes = ["node1", "node2", "node3", "node4", "node5"];

    private readonly TemporaryFolder _spool = new();

    public void Dispose() => _spool.Dispose();

    [Fact]
    public void The_same_round_again_submits_nothing()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        Assert.Equal(5, Go(folder, slurm).Submitted);
        Assert.Equal(0, Go(folder, slurm).Submitted);
        slurm.Step(folder, _ => 0);
        Assert.All(Go(folder, slurm).Reports, report => Assert.Equal(NodeState.Running, report.State));
        slurm.Step(folder, _ => 0);
        Assert.All(Go(folder, slurm).Reports, report => Assert.Equal((NodeState.Complete, 1), (report.State, report.Attempt)));
    }

    [Fact]
    public void A_job_that_the_queue_does_not_show_is_not_submitted_twice()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes) { IsHidden = true });
        Assert.Equal(5, Go(folder, slurm).Submitted);
        Assert.Equal(0, Go(folder, slurm).Submitted);
        slurm.Step(folder, _ => 0);
        var (reports, submitted) = Go(folder, slurm);
        Assert.Equal(0, submitted);
        Assert.All(reports, report => Assert.Equal((NodeState.Running, 1), (report.State, report.Attempts)));
    }

    [Fact]
    public void What_was_lost_gets_another_attempt_and_no_third()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        for (var round = 0; round < 8; round++)
        {
            Go(folder, slurm);
            slurm.Step(folder, attempt => attempt.Node == "node2" ? null : 0);
        }

        var reports = Go(folder, slurm).Reports;
        Assert.Equal((NodeState.Lost, 2, "NODE_FAIL"), (reports[1].State, reports[1].Attempts, reports[1].Reason));
        Assert.Equal(6, slurm.Started.Count);
        Assert.True(NextSteps.IsSettled(reports));
    }

    [Fact]
    public void A_drained_node_is_unreachable_until_it_comes_back_and_a_refusal_is_told()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        slurm.Drained["node3"] = "x";
        slurm.Refusals["node4"] = "Invalid qos";
        var (reports, submitted) = Go(folder, slurm);
        Assert.Equal(3, submitted);
        Assert.Equal((NodeState.Unreachable, "drained: x"), (reports[2].State, reports[2].Reason));
        Assert.Equal((NodeState.Refused, "sbatch: error: Invalid qos"), (reports[3].State, reports[3].Reason));
        slurm.Drained.Clear();
        slurm.Refusals.Clear();
        Assert.Equal(2, Go(folder, slurm).Submitted);
    }

    [Fact]
    public void While_another_process_submits_nothing_is_submitted()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        using (Assert.IsType<FileStream>(folder.TryLock())) Assert.Null(Go(folder, slurm).Submitted);
        Assert.Equal(5, Go(folder, slurm).Submitted);
    }

    [Fact]
    public void Cancelling_ends_the_jobs_and_nothing_follows()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        Go(folder, slurm);
        folder.Cancel();
        var launcher = new SlurmLauncher(folder, slurm, TimeProvider.System);
        launcher.Cancel(launcher.Ask(folder.Files()));
        Assert.Equal(5, slurm.Cancelled.Count);
        Assert.Equal(0, Go(folder, slurm).Submitted);
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(1, 0, null)]
    [InlineData(99, 5, "scancel: error: Kill job error: Access/permission denied")]
    public async Task A_refused_cancellation_is_tried_again_and_told(int refusals, int left, string? complaint)
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        Go(folder, slurm);
        folder.Cancel();
        slurm.CancelRefusals = refusals;
        var round = new CampaignRound(folder, new SlurmLauncher(folder, slurm, TimeProvider.System), TimeProvider.System);
        var end = await round.EndAsync(
            TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(left == 0 ? 60_000 : 20), TestContext.Current.CancellationToken);
        Assert.Equal((left, complaint), (end.Left, end.Complaint));
        Assert.Equal(5 - left, slurm.Cancelled.Count);
    }

    [Fact]
    public async Task A_job_that_is_saving_is_told_once_though_another_is_refused()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        Go(folder, slurm);
        folder.Cancel();
        slurm.Saving.Add("101");
        slurm.Undying.Add("103");
        var round = new CampaignRound(folder, new SlurmLauncher(folder, slurm, TimeProvider.System), TimeProvider.System);
        var end = await round.EndAsync(
            TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        Assert.Equal((2, "scancel: error: Kill job error on job id 103: Access denied"), (end.Left, end.Complaint));
        Assert.Equal(["101", "102", "104", "105"], slurm.Cancelled.Order());
    }

    [Fact]
    public async Task While_another_process_submits_the_end_is_waited_for()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        folder.Cancel();
        var round = new CampaignRound(folder, new SlurmLauncher(folder, slurm, TimeProvider.System), TimeProvider.System);
        var held = Assert.IsType<FileStream>(folder.TryLock());
        var ending = round.EndAsync(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(ending.IsCompleted);
        await held.DisposeAsync();
        Assert.Equal(0, (await ending).Left);
    }

    [Fact]
    public void The_script_keeps_how_an_attempt_ended()
    {
        if (OperatingSystem.IsWindows()) return;
        var campaign = CampaignStatesTests.Campaign(Nodes) with { Program = "/bin/false" };
        var folder = CampaignFolder.Create(_spool.Path, campaign, "x=1\n");
        Assert.EndsWith("prepare.sh", folder.Prepare, StringComparison.Ordinal);
        int Ended(string node)
        {
            new SystemCommands().Run("sh", folder.Script, folder.Path, node, "1");
            return folder.Files().Ended[new AttemptName(node, 1)];
        }

        Assert.Equal(1, Ended("node1"));
        folder.End(new AttemptName("node2", 1), 130);
        Assert.Equal(130, Ended("node2"));
    }

    [Fact]
    public void A_campaign_that_is_cancelled_while_it_submits_stops()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        slurm.AfterSubmission = folder.Cancel;
        Assert.Equal(1, Go(folder, slurm).Submitted);
    }

    [Fact]
    public void A_campaign_of_the_same_name_in_another_spool_is_not_cancelled_with_it()
    {
        var (folder, slurm) = (Folder(), new FakeSlurm(Nodes));
        Go(folder, slurm);
        var other = CampaignFolder.Create(
            _spool.File("other"), folder.Campaign with { CreatedAt = folder.Campaign.CreatedAt.AddSeconds(1) }, null);
        var launcher = new SlurmLauncher(other, slurm, TimeProvider.System);
        launcher.Cancel(launcher.Ask(other.Files()));
        Assert.Empty(slurm.Cancelled);
    }

    /// <summary>The submitting process dies at a random command, before or after its effect; the next round goes on.</summary>
    [Fact]
    public void Whoever_is_killed_while_submitting_leaves_every_node_measured_once()
    {
        var random = new SplitMix64(25);
        for (var death = 0; death < 50; death++)
        {
            var folder = CampaignFolder.Create(_spool.File($"death{death}"), CampaignStatesTests.Campaign(Nodes), null);
            var slurm = new FakeSlurm(Nodes) { DiesAt = 1 + random.Below(30) };
            var rounds = 0;
            while (rounds++ < 20)
            {
                try
                {
                    if (NextSteps.IsSettled(Go(folder, slurm).Reports)) break;
                }
                catch (FakeSlurm.KilledException)
                {
                    continue;
                }

                slurm.Step(folder, _ => 0);
            }

            slurm.DiesAt = int.MaxValue;
            Assert.Equal(Nodes, slurm.Started.Select(attempt => attempt.Node).Order());
            Assert.All(Go(folder, slurm).Reports, report => Assert.Equal(NodeState.Complete, report.State));
            Assert.False(slurm.HasJobs);
        }
    }

    [Fact]
    public void A_folder_that_everybody_may_write_to_is_not_believed()
    {
        var folder = Folder();
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.OtherWrite);
        Assert.Contains("world-writable", Assert.Throws<SpoolException>(() => CampaignFolder.Open(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_campaign_that_names_another_owner_is_not_believed()
    {
        if (!OperatingSystem.IsLinux()) return;
        var folder = Folder();
        var file = Path.Combine(folder.Path, SpoolFolder.CampaignFile);
        File.WriteAllText(file, File.ReadAllText(file).Replace(
            string.Create(CultureInfo.InvariantCulture, $"\"owner\": {folder.Campaign.Owner}"), "\"owner\": 4000000000",
            StringComparison.Ordinal));
        Assert.Contains("different owners", Assert.Throws<SpoolException>(() => CampaignFolder.Open(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_spool_in_which_everybody_may_replace_folders_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = Folder();
        var mode = File.GetUnixFileMode(_spool.Path);
        File.SetUnixFileMode(_spool.Path, mode | UnixFileMode.OtherWrite);
        Assert.Contains("sticky", Assert.Throws<SpoolException>(() => CampaignFolder.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => CampaignFolder.Create(
            _spool.Path, CampaignStatesTests.Campaign(Nodes) with { Name = "other" }, null));
        File.SetUnixFileMode(_spool.Path, mode | UnixFileMode.OtherWrite | UnixFileMode.StickyBit);
        Assert.Equal("night", CampaignFolder.Open(folder.Path).Campaign.Name);
    }

    private CampaignFolder Folder()
    {
        CampaignFolder.Create(_spool.Path, CampaignStatesTests.Campaign(Nodes), null);
        // As the next process finds it.
        return CampaignFolder.Open(_spool.File("night"));
    }

    private static (ImmutableArray<NodeReport> Reports, int? Submitted) Go(CampaignFolder folder, FakeSlurm slurm) =>
        new CampaignRound(folder, new SlurmLauncher(folder, slurm, TimeProvider.System), TimeProvider.System).Go();
}
