using System.Collections.Immutable;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Launchers;
using StackBench.Fleet.Reading;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Fleet;

/// <summary>Real GNU parallel, whose ssh is a script that stays on this machine: cancelling was tried with a real one alone.</summary>
[Collection(nameof(Orphans))]
public sealed class SshLauncherTests : IDisposable
{
    /// <summary>Leaves out the host and what comes before the command; "dead" cannot be reached.</summary>
    private const string LocalSsh = """
        #!/bin/sh
        [ "$1" = dead ] && { echo "ssh: connect to host dead port 22: No route to host" >&2; exit 255; }
        while [ "$1" != -- ]; do shift; done
        shift
        exec sh -c "$*"
        """;

    private readonly TemporaryFolder _spool = new();

    public void Dispose() => _spool.Dispose();

    /// <summary>Whatever the shell of who submits is: cron, systemd and CI give none, and users of services may not have one.</summary>
    [Theory]
    [InlineData("SHELL=/bin/bash")]
    [InlineData("SHELL=")]
    [InlineData("SHELL=/usr/sbin/nologin")]
    public async Task Each_node_runs_its_job_and_one_that_cannot_be_reached_is_lost(string shell)
    {
        var folder = Folder("""mkdir -p "$3/done"; echo '{}' >"$3/done/$5.$7.json.gz"; exit 0""", "node1", "node2", "dead");
        var round = Round(folder, new CommandsWith(shell));
        Assert.Equal(3, round.Go().Submitted);
        var reports = await SettledAsync(folder, round);
        NodeState[] states = [.. reports.Select(report => report.State)];
        Assert.True(states is [NodeState.Complete, NodeState.Complete, NodeState.Lost], Logs(folder));
        Assert.Equal((2, "ssh or the job ended with 255"), (reports[2].Attempts, reports[2].Reason));
        // What failed on a busy machine may be measured again; what is complete never is.
        var ended = folder.Files().Ended;
        Assert.True(reports[..2].All(report => report.Attempts == 1 || ended[new AttemptName(report.Node, 1)] != 0), Logs(folder));
    }

    [Fact]
    public void Without_parallel_the_nodes_are_refused()
    {
        var (folder, nowhere) = (Folder("", "node1"), new CommandsWith("PATH=/nonexistent"));
        Assert.Equal(0, Round(folder, nowhere).Go().Submitted);
        var report = Assert.Single(Round(folder, nowhere).Look().Reports);
        Assert.Equal((NodeState.Refused, "parallel is not installed"), (report.State, report.Reason));
    }

    /// <summary>The submitting process dies before parallel starts, or before it notes the answer.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whoever_is_killed_while_submitting_is_found_by_the_files(bool hasStarted)
    {
        var (folder, killed) = (Folder("sleep 100", "node1"), new CommandsWith { DiesAfter = hasStarted });
        Assert.Throws<InvalidOperationException>(() => Round(folder, killed).Go());
        var (reports, evidence) = Round(folder, new SystemCommands()).Look();
        Assert.Contains(reports[0].State, (NodeState[])[NodeState.Queued, NodeState.Running]);
        Assert.Equal(hasStarted ? "" : "parallel is just being started", reports[0].Reason);
        var (later, _) = Round(folder, new SystemCommands(), TimeSpan.FromMinutes(2)).Look();
        if (hasStarted) Assert.Contains(later[0].State, (NodeState[])[NodeState.Queued, NodeState.Running]);
        else Assert.Equal((NodeState.Lost, "parallel was never started"), (later[0].State, later[0].Reason));
        var ended = new SshLauncher(folder, new SystemCommands(), TimeProvider.System).Cancel(evidence);
        Assert.Equal(hasStarted ? null : "parallel is just being started", ended.Complaint);
    }

    [Fact]
    public void A_job_of_another_machine_goes_on_and_is_not_ended_here()
    {
        var folder = Folder("sleep 100", "node1");
        Round(folder, new SystemCommands()).Go();
        var own = Rewrite(folder, id => $"{id} 1 elsewhere");
        var (reports, evidence) = Round(folder, new SystemCommands()).Look();
        Assert.Equal("only elsewhere knows whether it goes on", reports[0].Reason);
        var answer = new SshLauncher(folder, new SystemCommands(), TimeProvider.System).Cancel(evidence);
        Assert.Equal($"parallel is process {own}@elsewhere: cancel there", answer.Complaint);
        Assert.Equal(0, Round(folder, new SystemCommands()).Go().Submitted);
        new SystemCommands().Run("kill", "-TERM", "--", "-" + own);
    }

    [Fact]
    public void A_later_process_of_the_same_number_is_another()
    {
        var folder = Folder("sleep 100", "node1");
        Round(folder, new SystemCommands()).Go();
        var own = Rewrite(folder, id => $"{id} 1 {File.ReadAllText("/proc/sys/kernel/hostname").Trim()}");
        var (reports, _) = Round(folder, new SystemCommands()).Look();
        Assert.Equal((NodeState.Lost, "parallel ended before it"), (reports[0].State, reports[0].Reason));
        new SystemCommands().Run("kill", "-TERM", "--", "-" + own);
    }

    private static string Logs(CampaignFolder folder) => string.Join('\n', Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(file => $"{file}:\n{File.ReadAllText(file)}"));

    /// <summary>Changes what the process of the only batch wrote of itself.</summary>
    /// <returns>Its number.</returns>
    private static string Rewrite(CampaignFolder folder, Func<string, string> text)
    {
        var file = Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "logs"), "*.pid"));
        var id = File.ReadAllText(file).Split(' ')[0];
        File.WriteAllText(file, text(id));
        return id;
    }

    private static CampaignRound Round(CampaignFolder folder, ICommands commands, TimeSpan later = default)
    {
        var time = new LaterTime(later);
        return new CampaignRound(folder, new SshLauncher(folder, commands, time), time);
    }

    private static async Task<ImmutableArray<NodeReport>> SettledAsync(CampaignFolder folder, CampaignRound round)
    {
        for (var look = 0; look < 2000; look++)
        {
            var reports = round.Go().Reports;
            if (NextSteps.IsSettled(reports)) return reports;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail(Logs(folder));
        return [];
    }

    /// <param name="program">Lines of the program that the job script calls: <c>fleet node CAMPAIGN --node NODE --attempt N</c>.</param>
    private CampaignFolder Folder(string program, params string[] nodes)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("a shell");
        if (!File.Exists("/usr/bin/parallel")) Requirement.Missing("parallel is not installed (apt-get install parallel)");
        return CampaignFolder.Create(_spool.Path, CampaignStatesTests.Campaign(nodes) with
        {
            Launcher = LauncherNames.Ssh,
            Program = Script("program", "#!/bin/sh\n" + program),
            SchedulerArguments = ["--ssh", Script("ssh", LocalSsh)],
        }, null);
    }

    private string Script(string name, string text)
    {
        var (source, path) = (_spool.File(name + ".txt"), _spool.File(name));
        File.WriteAllText(source, text.ReplaceLineEndings("\n") + "\n");
        // Written by another process: a child that this one is just making for another test would hold it open, and "text file busy".
        Assert.Equal(0, new SystemCommands().Run("install", "-m", "755", source, path).ExitCode);
        return path;
    }

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    /// <summary>The real commands with another environment, or a death around them.</summary>
    private sealed class CommandsWith(string? variable = null) : ICommands
    {
        public bool? DiesAfter { get; init; }

        public CommandResult Run(string program, params IReadOnlyCollection<string> arguments)
        {
            if (DiesAfter == false) throw new InvalidOperationException("killed");
            var answer = variable is null
                ? new SystemCommands().Run(program, arguments)
                : new SystemCommands().Run("env", [variable, "/bin/" + program, .. arguments]);
            return DiesAfter == true ? throw new InvalidOperationException("killed") : answer;
        }
    }
}
