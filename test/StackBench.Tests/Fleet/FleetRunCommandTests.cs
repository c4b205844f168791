using StackBench.Fleet.Campaigns;
using StackBench.Tests.Commands;

namespace StackBench.Tests.Fleet;

public sealed class FleetRunCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_dry_run_prints_the_script_and_the_first_submission_and_writes_nothing()
    {
        var (code, output, _) = await _command.Run(
            "fleet", "run", "gemm", "--must", "gemm bf16*", "--budget", "60s", "--seed", "7", "--name", "t1", "--spool",
            _command.File("spool"), "--nodelist", "node[1-4]", "--exclude", "node1", "--partition", "main", "--time", "90s", "--dry-run");
        Assert.Equal(0, code);
        Assert.Contains(
            "# t1: 3 nodes, on each: stackbench run gemm --budget 60s --seed 7 --must gemm bf16*\n", output, StringComparison.Ordinal);
        Assert.Contains("#!/bin/sh\n", output, StringComparison.Ordinal);
        Assert.Matches(
            "sbatch --parsable -N1 -w node2 --exclusive --no-requeue --nice -t 1:30 --job-name=stackbench:t1:[0-9a-f]{8}:node2.1", output);
        Assert.Contains("--partition=main", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_command.File("spool")));
    }

    [Theory]
    [InlineData("no campaign name: give --name NAME", "--nodelist", "a", "--on", "files")]
    [InlineData("invalid name '../x'", "--name", "../x", "--nodelist", "a", "--on", "files")]
    [InlineData("invalid value 'a b' for --nodelist", "--name", "x", "--nodelist", "a b", "--on", "files")]
    [InlineData("--on files needs the names of the nodes", "--name", "x", "--on", "files")]
    [InlineData("there is no benchmark 'gem'", "gem", "--name", "x", "--on", "files")]
    public async Task What_cannot_be_planned_is_refused(string reason, params string[] arguments)
    {
        var (code, _, error) = await _command.Run(["fleet", "run", "--spool", _command.Folder, .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_launcher_of_another_version_is_named()
    {
        CampaignFolder.Create(_command.Folder, CampaignStatesTests.Campaign("node1") with { Launcher = "flux" }, null);
        var (code, _, error) = await _command.Run("fleet", "continue", "night", "--spool", _command.Folder);
        Assert.Equal(2, code);
        Assert.Contains("this version does not know how 'flux' starts jobs", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_campaign_that_is_not_there_is_named()
    {
        var (code, _, error) = await _command.Run("fleet", "status", "t9", "--spool", _command.Folder);
        Assert.Equal(2, code);
        Assert.Contains("there is no such campaign", error, StringComparison.Ordinal);
    }
}
