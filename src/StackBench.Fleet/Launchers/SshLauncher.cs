using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Text;
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
        foreach (var batch in files.Submissions.Where(one => one.Refusal is null).GroupBy(one => JobLog(one.Attempt, one.At)))
        {
            var (ends, id) = (Ends(batch.Key), Started(batch.Key));
            foreach (var attempt in batch.Select(one => new AttemptName(one.Node, one.Attempt)))
            {
                if (files.Ended.ContainsKey(attempt)) continue;
                if (ends.GetValueOrDefault(attempt.Node) is { } code) gone[attempt] = $"ssh or the job ended with {code}";
                else if (id is null) gone[attempt] = "parallel was never started";
                else if (!IsAlive(id)) gone[attempt] = "parallel ended before it";
                else jobs[attempt] = new Job(id, !files.Started.Contains(attempt), "");
            }
        }

        return files with { Jobs = jobs.ToImmutable(), Gone = gone.ToImmutable() };
    }

    public IEnumerable<Submission> Submit(ImmutableArray<AttemptName> attempts)
    {
        foreach (var round in attempts.GroupBy(attempt => attempt.Attempt))
        {
            string[] nodes = [.. round.Select(attempt => attempt.Node)];
            var at = time.GetUtcNow();
            // Before parallel is started: whoever is killed now finds what it did by the file with its number later.
            foreach (var node in nodes) yield return new Submission(node, round.Key, at);
            var answer = commands.Run("sh", ["-c", Background, "sh", JobLog(round.Key, at), .. Arguments(nodes, round.Key, at)]);
            var id = answer.Output.Trim();
            var isStarted = answer.ExitCode == 0 && IsNumber(id);
            var refusal = isStarted ? null : $"{answer.Error} {answer.Output}".Replace('\n', ' ').Trim();
            foreach (var node in nodes) yield return new Submission(node, round.Key, at, isStarted ? id : null, refusal);
        }
    }

    public string? Cancel(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        // ssh ends with parallel, and the nodes' programs get the hang-up.
        string? complaint = null;
        foreach (var id in (evidence.Jobs ?? ImmutableDictionary<AttemptName, Job>.Empty).Values.Select(job => job.Id).Distinct())
            if (commands.Run("kill", "-TERM", "--", "-" + id) is { ExitCode: not 0 } answer) complaint = answer.Error.Trim();
        return complaint;
    }

    // A session of its own: it goes on when the terminal is gone. Its number is in a file before anybody is told.
    private const string Background = """
        log=$1; shift
        command -v "$1" >/dev/null || { echo "$1 is not installed" >&2; exit 127; }
        setsid "$@" >"$log.out" 2>&1 </dev/null &
        echo $! >"$log.pid" && cat "$log.pid"
        """;

    /// <summary>The command that reaches the nodes.</summary>
    /// <param name="at">When it was submitted, which tells batches of one attempt apart.</param>
    public ImmutableArray<string> Arguments(IReadOnlyCollection<string> nodes, int attempt, DateTimeOffset at) =>
    [
        "parallel", "--will-cite", "--nonall", "-j0", .. folder.Campaign.SchedulerArguments, "--joblog", JobLog(attempt, at), "--sshlogin",
        string.Join(',', nodes), "--",
        $"sh {ShellWord.Quoted(folder.Script)} {ShellWord.Quoted(folder.Path)} \"$PARALLEL_SSHHOST\" "
            + attempt.ToString(CultureInfo.InvariantCulture),
    ];

    private static bool IsAlive(string id) => !OperatingSystem.IsLinux() || Directory.Exists("/proc/" + id);

    private static bool IsNumber(string id) => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Number of the process that reaches the nodes; null where none was started.</summary>
    private static string? Started(string log) =>
        log + ".pid" is var file && File.Exists(file) && File.ReadAllText(file).Trim() is var id && IsNumber(id) ? id : null;

    private static Dictionary<string, string> Ends(string log)
    {
        var ends = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(log)) return ends;
        foreach (var columns in File.ReadLines(log).Select(line => line.Split('\t')))
            if (columns.Length > ExitColumn) ends[columns[HostColumn]] = columns[ExitColumn];
        return ends;
    }

    private string JobLog(int attempt, DateTimeOffset at) =>
        folder.Log(new AttemptName(string.Create(CultureInfo.InvariantCulture, $"ssh-{at.UtcTicks}"), attempt));
}
