using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Launchers;

/// <summary>
/// Slurm: one pinned exclusive <c>sbatch</c> a node. An array would leave out busy nodes and visit idle ones twice. The truth is in files:
/// Slurm forgets jobs after minutes, and is asked only for what runs now and why something is gone.
/// </summary>
public sealed partial class SlurmLauncher(CampaignFolder folder, ICommands commands, TimeProvider time) : ILauncher
{
    /// <summary>Refusals in a row after which a round ends: the next nodes would get the same answer.</summary>
    private const int MostRefusals = 3;

    private const int MostAsked = 200;

    /// <summary>States in which a job will run, runs or is just ending.</summary>
    private static readonly string[] Living = ["PENDING", "CONFIGURING", "RUNNING", "SUSPENDED", "COMPLETING", "REQUEUED"];

    private Campaign Campaign => folder.Campaign;

    /// <summary>Campaigns of one name in two spools differ in when they were planned: one is not cancelled with the other.</summary>
    private string Prefix => $"stackbench:{Campaign.Name}:{Mark(Campaign)}:";

    public Evidence Ask(Evidence files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var (jobs, gone) = Found(files, Jobs());
        return files with { Jobs = jobs, Targets = Targets(commands, []), Gone = gone };
    }

    public IEnumerable<Submission> Submit(ImmutableArray<AttemptName> attempts)
    {
        var refused = 0;
        foreach (var (index, attempt) in attempts.Index())
        {
            var delay = Campaign.StaggerSeconds * index / attempts.Length;
            // Before Slurm is asked: whoever is killed now finds the job by its name later.
            yield return new Submission(attempt.Node, attempt.Attempt, time.GetUtcNow());
            var answer = commands.Run("sbatch", Arguments(attempt, delay));
            var id = answer.Output.Trim().Split(';')[0];
            var isTaken = answer.ExitCode == 0 && id.Length > 0 && id.All(char.IsAsciiDigit);
            yield return new Submission(
                attempt.Node, attempt.Attempt, time.GetUtcNow(), isTaken ? id : null,
                isTaken ? null : $"{answer.Error} {answer.Output}".Replace('\n', ' ').Trim());
            refused = isTaken ? 0 : refused + 1;
            if (refused >= MostRefusals) yield break;
        }
    }

    public Cancellation Cancel(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        string[] ids = [.. (evidence.Jobs ?? Jobs()).Values.Select(job => job.Id)];
        var all = Cancellation.Complete;
        foreach (var some in ids.Chunk(500))
        {
            if (commands.Run("scancel", some) is not { ExitCode: not 0, Error: var error }) continue;
            // It names the jobs that it could not end; where it names none it ended none.
            var named = Numbers().Matches(error).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
            string[] left = [.. some.Where(named.Contains)];
            all = new Cancellation(all.Left.Union(left.Length > 0 ? left : some), error.Replace('\n', ' ').Trim());
        }

        return all;
    }

    /// <summary>The arguments of sbatch for an attempt.</summary>
    public ImmutableArray<string> Arguments(AttemptName attempt, double delaySeconds = 0)
    {
        var limit = TimeSpan.FromSeconds(Campaign.TimeLimitSeconds);
        return
        [
            "--parsable", "-N1", "-w", attempt.Node, "--exclusive", "--no-requeue", "--nice",
            "-t", string.Create(CultureInfo.InvariantCulture, $"{(int)limit.TotalMinutes}:{limit.Seconds:00}"),
            $"--job-name={Prefix}{attempt}",
            $"--comment=stackbench:{Campaign.Name}",
            $"--output={folder.Log(attempt)}",
            .. delaySeconds >= 1
                ? [string.Create(CultureInfo.InvariantCulture, $"--begin=now+{(int)delaySeconds}seconds")]
                : ImmutableArray<string>.Empty,
            .. Campaign.SchedulerArguments,
            folder.Script, folder.Path, attempt.Node, attempt.Attempt.ToString(CultureInfo.InvariantCulture),
        ];
    }

    /// <summary>The nodes that Slurm knows.</summary>
    /// <param name="filter">Further arguments of sinfo.</param>
    public static ImmutableDictionary<string, Target> Targets(ICommands commands, IReadOnlyCollection<string> filter)
    {
        ArgumentNullException.ThrowIfNull(commands);
        var answer = Answer(commands, "sinfo", ["-h", "-N", "-o", "%N|%T|%E", .. filter]);
        // A node has a line for each of its partitions.
        return answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|', 3))
            .Where(parts => parts.Length == 3).DistinctBy(parts => parts[0])
            .ToImmutableDictionary(parts => parts[0], parts => Target(parts[0], parts[1], parts[2]), StringComparer.Ordinal);
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();

    private static string Mark(Campaign campaign) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(campaign.CreatedAt.ToString("O", CultureInfo.InvariantCulture))))[..8];

    private static Target Target(string node, string state, string reason)
    {
        var word = state.TrimEnd('*', '~', '#', '!', '%', '$', '@', '^', '-', '+');
        var isOut = state.EndsWith('*')
            || word.StartsWith("down", StringComparison.Ordinal) || word.StartsWith("drain", StringComparison.Ordinal)
            || word.StartsWith("fail", StringComparison.Ordinal) || word is "unknown" or "error" or "inval";
        return new Target(node, word == "idle", isOut ? $"{state}: {(reason is "none" or "" ? "no reason given" : reason)}" : null);
    }

    private ImmutableDictionary<AttemptName, Job> Jobs()
    {
        var (found, prefix) = (ImmutableDictionary.CreateBuilder<AttemptName, Job>(), Prefix);
        // Of the owner, whoever asks, and in hidden partitions too: a job that is not seen would be submitted again.
        string[] whose = Campaign.Owner is { } owner ? ["-u", owner.ToString(CultureInfo.InvariantCulture)] : ["--me"];
        var answer = Answer(commands, "squeue", ["-h", "-a", .. whose, "-o", "%i|%T|%r|%j"]);
        foreach (var line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('|', 4) is not [var id, var state, var reason, var name] || !name.StartsWith(prefix, StringComparison.Ordinal)
                || AttemptName.Parse(name[prefix.Length..].TrimEnd()) is not { } attempt)
                continue;
            found[attempt] = new Job(id, state == "PENDING", reason == "None" ? "" : reason);
        }

        return found.ToImmutable();
    }

    /// <summary>
    /// Jobs that the queue did not show and that live all the same, and why the others are gone: Slurm remembers them for some minutes, and
    /// its accounting, if any, for longer.
    /// </summary>
    private (ImmutableDictionary<AttemptName, Job> Jobs, ImmutableDictionary<AttemptName, string> Gone) Found(
        Evidence files, ImmutableDictionary<AttemptName, Job> jobs)
    {
        var (living, gone, asked) = (jobs.ToBuilder(), ImmutableDictionary.CreateBuilder<AttemptName, string>(), 0);
        foreach (var submission in files.Submissions.Where(one => one.JobId is not null)
            .GroupBy(one => one.Node, StringComparer.Ordinal).Select(group => group.MaxBy(one => one.Attempt)!))
        {
            var attempt = new AttemptName(submission.Node, submission.Attempt);
            if (jobs.ContainsKey(attempt) || files.Ended.ContainsKey(attempt) || files.Done.Contains(attempt)) continue;
            // A question each: of many that are gone at once, the first say enough.
            if (asked++ >= MostAsked) break;
            var (state, reason) = Known(submission.JobId!);
            if (Living.Contains(state)) living[attempt] = new Job(submission.JobId!, state == "PENDING", reason ?? "");
            else gone[attempt] = (state, reason) switch
            {
                (null, _) => Accounted(submission.JobId!) ?? "unknown: Slurm no longer knows the job",
                (_, null) => state,
                _ => $"{state}, {reason}",
            };
        }

        return (living.ToImmutable(), gone.ToImmutable());
    }

    private (string? State, string? Reason) Known(string id)
    {
        var answer = commands.Run("scontrol", "-a", "-o", "show", "job", id);
        if (answer.ExitCode != 0 || Word(answer.Output, "JobState=") is not { } state) return (null, null);
        return (state, Word(answer.Output, "Reason=") is { } reason and not "None" ? reason : null);
    }

    private string? Accounted(string id)
    {
        // What the accounting takes for running and the controller does not know has run away: it is gone.
        var answer = commands.Run("sacct", "-n", "-X", "-P", "-j", id, "-o", "State");
        return answer.ExitCode == 0 && answer.Output.Trim().Split('\n')[0] is { Length: > 0 } word ? word : null;
    }

    private static string? Word(string text, string key)
    {
        var start = text.IndexOf(key, StringComparison.Ordinal);
        if (start < 0) return null;
        var rest = text[(start + key.Length)..];
        var end = rest.IndexOfAny([' ', '\n']);
        return end < 0 ? rest : rest[..end];
    }

    private static string Answer(ICommands commands, string program, IReadOnlyCollection<string> arguments)
    {
        var answer = commands.Run(program, arguments);
        return answer.ExitCode == 0
            ? answer.Output
            : throw new LauncherException($"{program} failed: {answer.Error.Replace('\n', ' ').Trim()}");
    }
}
