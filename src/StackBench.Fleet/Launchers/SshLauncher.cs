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

    /// <summary>How long the notes of a large batch may take before parallel is started.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    public Evidence Ask(Evidence files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var jobs = ImmutableDictionary.CreateBuilder<AttemptName, Job>();
        var gone = ImmutableDictionary.CreateBuilder<AttemptName, string>();
        foreach (var batch in files.Submissions.Where(one => one.Refusal is null).GroupBy(one => (one.Attempt, one.At)))
        {
            var log = JobLog(batch.Key.Attempt, batch.Key.At);
            // Before what it wrote is read: parallel notes the ends of all when it ends.
            var (job, why) = State(Started(log), batch.Key.At);
            var ends = Ends(log);
            foreach (var attempt in batch.Select(one => new AttemptName(one.Node, one.Attempt)))
            {
                if (files.Ended.ContainsKey(attempt)) continue;
                if (ends.GetValueOrDefault(attempt.Node) is { } code) gone[attempt] = $"ssh or the job ended with {code}";
                else if (job is null) gone[attempt] = why;
                else jobs[attempt] = new Job(job, !files.Started.Contains(attempt), why);
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
            var log = JobLog(round.Key, at);
            // Before parallel is started: whoever is killed now finds what it did by the file that parallel leaves first of all.
            foreach (var node in nodes) yield return new Submission(node, round.Key, at);
            var answer = commands.Run("sh", ["-c", Background, "sh", log, .. Arguments(nodes, round.Key, at)]);
            var id = Started(log)?.Id;
            var refusal = id is null ? $"{answer.Error} {answer.Output}".Replace('\n', ' ').Trim() : null;
            foreach (var node in nodes) yield return new Submission(node, round.Key, at, id, refusal);
        }
    }

    public Cancellation Cancel(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        // ssh ends with parallel, and the nodes' programs get the hang-up.
        var all = Cancellation.Complete;
        foreach (var id in (evidence.Jobs ?? ImmutableDictionary<AttemptName, Job>.Empty).Values.Select(job => job.Id).Distinct())
        {
            var denial = id.Contains('@', StringComparison.Ordinal) ? $"parallel is process {id}: cancel there"
                : id.Length == 0 ? "parallel is just being started"
                : commands.Run("kill", "-TERM", "--", "-" + id) is { ExitCode: not 0 } answer && Directory.Exists("/proc/" + id)
                    ? answer.Error.Trim()
                    : null;
            if (denial is not null) all = new Cancellation(all.Left.Add(id), denial);
        }

        return all;
    }

    // A session of its own: it goes on when the terminal is gone. Who it is it writes before it becomes parallel.
    private const string Background = """
        log=$1; shift
        command -v "$1" >/dev/null || { echo "$1 is not installed" >&2; exit 127; }
        # Without a usable $SHELL, as under cron, parallel runs nothing and says that all went well.
        export PARALLEL_SHELL=/bin/sh
        setsid sh -c '
            log=$1; shift
            echo "$$ $(cut -d" " -f22 /proc/$$/stat 2>/dev/null) $(uname -n)" >"$log.starting" &&
                mv "$log.starting" "$log.pid" && exec "$@"
        ' sh "$log" "$@" >"$log.out" 2>&1 </dev/null &
        i=0
        while [ $i -lt 500 ]; do
            [ -e "$log.pid" ] && exit 0
            sleep 0.02
            i=$((i + 1))
        done
        kill $! 2>/dev/null
        echo "parallel was not started: see $log.out" >&2
        exit 1
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

    /// <returns>Id of the batch's job while it may go on, with what is known of it; else null, with what became of it.</returns>
    private (string? Job, string Why) State(ParallelProcess? process, DateTimeOffset at) => process switch
    {
        null when time.GetUtcNow() - at < StartPatience => ("", "parallel is just being started"),
        null => (null, "parallel was never started"),
        { IsHere: false } => ($"{process.Id}@{process.Host}", $"only {process.Host} knows whether it goes on"),
        { IsAlive: true } => (process.Id, ""),
        _ => (null, "parallel ended before it"),
    };

    /// <summary>The process that reaches the nodes; null where none was started.</summary>
    private static ParallelProcess? Started(string log) =>
        log + ".pid" is var file && File.Exists(file) ? ParallelProcess.Parse(File.ReadAllText(file)) : null;

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
