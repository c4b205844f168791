using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace StackBench.EndToEnd;

/// <summary>
/// Campaigns of the built binary. Those under Slurm need a real one with node1 to node4, which <c>eng/slurm-cluster.sh up 4</c> starts on
/// one machine, and <c>STACKBENCH_SLURM=1</c>: they take two minutes, and CI leaves them out.
/// </summary>
public sealed class FleetTests : IDisposable
{
    private static readonly string[] Work = ["compute-peak", "--only", "fp64*1 thread", "--launches", "1", "--budget", "5s", "--seed", "7"];

    private readonly StoreFolder _store = new();

    private string Spool => Path.Combine(_store.Path, "spool");

    private string Home => Path.Combine(_store.Path, "home");

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_campaign_of_files_is_measured_collected_once_and_what_is_hostile_is_named()
    {
        var (code, _, error) = Fleet("run", [.. Work, "--name", "n1", "--spool", Spool, "--on", "files", "--nodelist", "a,b,c,d,e,f,g"]);
        Assert.Equal(5, code);
        Assert.Contains("start this on every node: ", error, StringComparison.Ordinal);
        var (measured, _, why) = Fleet("node", [Campaign("n1"), "--node", "a"]);
        Assert.True(measured == 0, why);
        Assert.Equal(2, Fleet("node", [Campaign("n1"), "--node", "a"]).ExitCode);
        Assert.Equal(2, Fleet("node", [Campaign("n1"), "--node", "stranger"]).ExitCode);

        var document = Unpacked(Done("n1", "a"));
        Pack(document.Replace("\"value\":\"a\"", "\"value\":\"b\"", StringComparison.Ordinal)
            .Replace(Id(document), Id(document)[..^4] + "0b0b", StringComparison.Ordinal), Done("n1", "b"));
        Pack(document, Done("n1", "c"));
        File.CreateSymbolicLink(Done("n1", "d"), Done("n1", "a"));
        Bomb(Done("n1", "e"), megabytes: 100);
        Pack(document.Replace("\"schemaVersion\":1", "\"schemaVersion\":99", StringComparison.Ordinal), Done("n1", "f"));
        File.WriteAllBytes(Done("n1", "g"), File.ReadAllBytes(Done("n1", "a"))[..500]);
        foreach (var collected in (string[])["2 of 2 runs imported", "0 of 2 runs imported"])
        {
            var (partial, _, said) = Fleet("collect", ["n1", "--spool", Spool]);
            Assert.Equal(4, partial);
            Assert.Contains(collected, said, StringComparison.Ordinal);
            foreach (var reason in (string[])[
                "c.1.json.gz: measured by a, but the file name says c", "d.1.json.gz: a link",
                "e.1.json.gz: truncated or unreadable: larger than",
                "f.1.json.gz: written by a newer StackBench", "g.1.json.gz: ", "5 of 7 nodes have no complete document: c, d, e, f, g"])
                Assert.Contains(reason, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Four_nodes_of_Slurm_measure_the_same_and_continue_submits_nothing()
    {
        RequireSlurm();
        var (code, output, error) = Fleet("run", [.. Work, "--name", "t1", "--spool", Spool, "--nodelist", "node[1-4]", "--wait"]);
        Assert.True((code, output) == (0, "t1: 4 complete\n"), output + error);
        string[] documents = [.. Nodes.Select(node => Unpacked(Done("t1", node)))];
        Assert.All(Nodes, node => Assert.Contains(
            documents, document => document.Contains($"\"value\":\"{node}\"", StringComparison.Ordinal)));
        Assert.Single(documents.Select(Workloads).Distinct());
        var again = Fleet("continue", ["t1", "--spool", Spool]);
        Assert.Equal((0, "0 jobs submitted\n"), (again.ExitCode, again.Error));
        // Cut as on a file system that is full.
        File.WriteAllBytes(Done("t1", "node2"), File.ReadAllBytes(Done("t1", "node2"))[..500]);
        var (partial, _, said) = Fleet("collect", ["t1", "--spool", Spool]);
        Assert.Equal(4, partial);
        Assert.Contains("3 of 3 runs imported", said, StringComparison.Ordinal);
        Assert.Contains("refused: " + Done("t1", "node2"), said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_node_is_queued_and_measured_once_when_it_is_free()
    {
        RequireSlurm();
        using var busy = Session.Start("srun", Home, "-w", "node4", "--exclusive", "sleep", "15");
        await Pause(TimeSpan.FromSeconds(2));
        Fleet("run", [.. Work, "--name", "t2", "--spool", Spool, "--nodelist", "node[1-4]"]);
        await Pause(TimeSpan.FromSeconds(5));
        Assert.Matches("node4 +queued", Fleet("status", ["t2", "--spool", Spool]).Out);
        Assert.Equal(0, Fleet("continue", ["t2", "--spool", Spool, "--wait"]).ExitCode);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(Campaign("t2"), "started")).Length);
    }

    [Fact]
    public async Task What_is_killed_gets_another_attempt_and_a_drained_node_is_named_with_its_reason()
    {
        RequireSlurm();
        Assert.Equal(0, Commands.Run("scontrol", "update", "nodename=node3", "state=drain", "reason=x").Code);
        try
        {
            Fleet("run", [.. Work, "--name", "t3", "--spool", Spool, "--nodelist", "node[1-4]"]);
            await Kill("node2");
            var (code, output, _) = Fleet("continue", ["t3", "--spool", Spool, "--wait"]);
            Assert.Equal(4, code);
            Assert.StartsWith("t3: 3 complete, 1 unreachable\n", output, StringComparison.Ordinal);
            Assert.Matches("node3 +unreachable +drain[a-z]*: x", output);
            Assert.True(File.Exists(Done("t3", "node2", attempt: 2)));
        }
        finally
        {
            Commands.Run("scontrol", "update", "nodename=node3", "state=resume");
        }
    }

    [Fact]
    public async Task Cancelling_keeps_what_was_measured_and_leaves_no_job()
    {
        RequireSlurm();
        Fleet("run", ["compute-peak", "--launches", "9", "--seed", "7", "--name", "t4", "--spool", Spool, "--nodelist", "node[1-4]"]);
        await WaitFor(() => Nodes.All(node => File.Exists(Path.Combine(Campaign("t4"), "started", node + ".1"))));
        await Pause(TimeSpan.FromSeconds(6));
        Assert.Equal(130, Fleet("cancel", ["t4", "--spool", Spool]).ExitCode);
        Assert.Equal("", Commands.Run("squeue", "-h", "-o", "%j").Said.Trim());
        Assert.All(Nodes, node => Assert.Contains("\"status\":\"interrupted\"", Unpacked(Done("t4", node)), StringComparison.Ordinal));
        Assert.Equal(130, Fleet("continue", ["t4", "--spool", Spool]).ExitCode);
    }

    private static string[] Nodes => ["node1", "node2", "node3", "node4"];

    private static void RequireSlurm()
    {
        if (Environment.GetEnvironmentVariable("STACKBENCH_SLURM") != "1")
            Assert.Skip("a real Slurm with node1 to node4: eng/slurm-cluster.sh up 4, then STACKBENCH_SLURM=1");
        if (!Commands.IsOnPath("sbatch")) Assert.Skip("the package slurm-wlm");
    }

    private static async Task Kill(string node)
    {
        string[] found = [];
        await WaitFor(() => (found = [.. Directory.GetDirectories("/proc").Where(folder => IsProgramOf(folder, node))]).Length > 0);
        foreach (var folder in found) Commands.Run("kill", "-9", Path.GetFileName(folder));
    }

    // Of the program itself, not of the shell that started it.
    private static bool IsProgramOf(string folder, string node)
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
            return words is [var program, "fleet", "node", ..] && program == Binary.Built && words.Contains(node);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task WaitFor(Func<bool> condition)
    {
        for (var i = 0; i < 300 && !condition(); i++) await Pause(TimeSpan.FromMilliseconds(100));
        Assert.True(condition());
    }

    private static Task Pause(TimeSpan time) => Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);

    private (int ExitCode, string Out, string Error) Fleet(string verb, string[] arguments) =>
        Session.Run(Home, ["fleet", verb, .. arguments]);

    private string Campaign(string name) => Path.Combine(Spool, name);

    private string Done(string campaign, string node, int attempt = 1) =>
        Path.Combine(Campaign(campaign), "done", string.Create(CultureInfo.InvariantCulture, $"{node}.{attempt}.json.gz"));

    private static string Workloads(string document)
    {
        using var run = JsonDocument.Parse(document);
        return string.Join('\n', run.RootElement.GetProperty("results").EnumerateArray()
            .Select(one => one.GetProperty("workload").GetString()));
    }

    private static string Id(string document)
    {
        using var run = JsonDocument.Parse(document);
        return run.RootElement.GetProperty("id").GetString()!;
    }

    private static string Unpacked(string file)
    {
        using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        return reader.ReadToEnd();
    }

    private static void Pack(string text, string file)
    {
        using var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        packed.Write(Encoding.UTF8.GetBytes(text));
    }

    private static void Bomb(string file, int megabytes)
    {
        using var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        var zeros = new byte[1 << 20];
        for (var i = 0; i < megabytes; i++) packed.Write(zeros);
    }
}
