using System.Collections.Immutable;
using System.Globalization;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Launchers;

/// <summary>Nodes without a scheduler: GNU parallel calls the job script on each by ssh, in the background.</summary>
public sealed class SshLauncher(CampaignFolder folder, ICommands commands, TimeProvider time) : ILauncher
{
    private const int HostColumn = 1, ExitColumn = 6;

    public Evidence Ask(Evidence files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var jobs = ImmutableDictionary.CreateBuilder<AttemptName, Job>();
        var gone = ImmutableDictionary.CreateBuilder<AttemptName, string>();
        foreach (var submission in files.Submissions.Where(one => one.Refusal is null))
        {
            var attempt = new AttemptName(submission.Node, submission.Attempt);
            if (files.Ended.ContainsKey(attempt)) continue;
            if (Ends(submission.Attempt).GetValueOrDefault(attempt.Node) is { } code) gone[attempt] = $"ssh or the job ended with {code}";
            else if (!IsAlive(submission.JobId)) gone[attempt] = "parallel ended before it";
            else jobs[attempt] = new Job(submission.JobId ?? "", !files.Started.Contains(attempt), "");
        }

        return files with { Jobs = jobs.ToImmutable(), Gone = gone.ToImmutable() };
    }

    public IEnumerable<Submission> Submit(ImmutableArray<AttemptName> attempts)
    {
        foreach (var round in attempts.GroupBy(attempt => attempt.Attempt))
        {
            string[] nodes = [.. round.Select(attempt => attempt.Node)];
            var answer = commands.Run("sh", ["-c", Background, "sh", JobLog(round.Key), .. Arguments(nodes, round.Key)]);
            var id = answer.Output.Trim();
            foreach (var node in nodes)
                yield return new Submission(node, round.Key, time.GetUtcNow(), id, answer.ExitCode == 0 ? null : answer.Error.Trim());
        }
    }

    public void Cancel(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        // Two signals: the first only keeps parallel from starting more; ssh ends with it, and the nodes' programs get the hang-up.
        foreach (var id in (evidence.Jobs ?? ImmutableDictionary<AttemptName, Job>.Empty).Values.Select(job => job.Id).Distinct())
            if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)) commands.Run("kill", "-TERM", "--", "-" + id);
    }

    // A session of its own: it goes on when the terminal is gone.
    private const string Background = """log=$1; shift; setsid "$@" >"$log.out" 2>&1 </dev/null & echo $!""";

    /// <summary>The command that reaches the nodes.</summary>
    public ImmutableArray<string> Arguments(IReadOnlyCollection<string> nodes, int attempt) =>
    [
        "parallel", "--will-cite", "--nonall", "-j0", .. folder.Campaign.SchedulerArguments, "--joblog", JobLog(attempt), "--sshlogin",
        string.Join(',', nodes), "--",
        string.Create(CultureInfo.InvariantCulture, $"sh {Quoted(folder.Script)} {Quoted(folder.Path)} \"$PARALLEL_SSHHOST\" {attempt}"),
    ];

    private static bool IsAlive(string? id) => !OperatingSystem.IsLinux() || id is null || Directory.Exists("/proc/" + id);

    // The line is read by the remote shell.
    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private string JobLog(int attempt) => folder.Log(new AttemptName("ssh", attempt));

    private Dictionary<string, string> Ends(int attempt)
    {
        var ends = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(JobLog(attempt))) return ends;
        foreach (var columns in File.ReadLines(JobLog(attempt)).Select(line => line.Split('\t')))
            if (columns.Length > ExitColumn) ends[columns[HostColumn]] = columns[ExitColumn];
        return ends;
    }
}
