using System.Globalization;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Launchers;
using StackBench.Fleet.Reading;

namespace StackBench.Tests.Fleet;

/// <summary>The words of Slurm's programs, with jobs that run when the test says so. The real ones: FleetSlurmTests.</summary>
internal sealed class FakeSlurm(params string[] nodes) : ICommands
{
    private const string NameOption = "--job-name=";

    private readonly Dictionary<string, (AttemptName Attempt, bool IsPending, string Name)> _jobs = [];
    private int _commands, _ids = 100;

    /// <summary>Number of the command at which the caller dies; its effect happened if it is even.</summary>
    public int DiesAt { get; set; } = int.MaxValue;

    public List<AttemptName> Started { get; } = [];

    public Dictionary<string, string> Drained { get; } = [];

    public Dictionary<string, string> Refusals { get; } = [];

    public List<string> Cancelled { get; } = [];

    /// <summary>Jobs that may not be cancelled, and jobs that go on for a while after they are told.</summary>
    public HashSet<string> Undying { get; } = [];

    public HashSet<string> Saving { get; } = [];

    /// <summary>Calls of scancel that are still refused.</summary>
    public int CancelRefusals { get; set; }

    public bool HasJobs => _jobs.Count > 0;

    /// <summary>Nodes about which Slurm does not answer.</summary>
    public HashSet<string> Silent { get; } = [];

    /// <summary>Whether none of the programs is installed.</summary>
    public bool IsAbsent { get; set; }

    /// <summary>Whether squeue shows nothing, as for jobs in partitions that the caller may not see.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Called when a job was taken.</summary>
    public Action? AfterSubmission { get; set; }

    public CommandResult Run(string program, params IReadOnlyCollection<string> arguments)
    {
        if (IsAbsent) throw new LauncherException($"{program} cannot be run: No such file or directory");
        var number = ++_commands;
        if (number == DiesAt && number % 2 == 1) throw new KilledException();
        var answer = Answer(program, [.. arguments]);
        return number == DiesAt ? throw new KilledException() : answer;
    }

    /// <summary>Every job goes one step on: pending, running, gone.</summary>
    public void Step(CampaignFolder folder, Func<AttemptName, int?> end)
    {
        foreach (var (id, (attempt, isPending, name)) in _jobs.ToArray())
        {
            if (isPending)
            {
                _jobs[id] = (attempt, false, name);
                Assert.True(folder.TryStart(attempt), $"{attempt} ran twice");
                Started.Add(attempt);
                continue;
            }

            _jobs.Remove(id);
            if (end(attempt) is not { } code) continue;
            File.WriteAllText(folder.Document(attempt), "{}");
            folder.End(attempt, code);
        }
    }

    private CommandResult Answer(string program, string[] arguments)
    {
        switch (program)
        {
            case "sinfo":
                return new(0, string.Concat(nodes.Select(node => Drained.TryGetValue(node, out var why)
                    ? $"{node}|drained|{why}\n"
                    : $"{node}|idle|none\n")), "");
            case "squeue":
                return new(0, IsHidden ? "" : string.Concat(_jobs.Select(
                    job => $"{job.Key}|{(job.Value.IsPending ? "PENDING" : "RUNNING")}|None|{job.Value.Name}\n")), "");
            case "sbatch":
                var node = arguments[Array.IndexOf(arguments, "-w") + 1];
                if (Refusals.TryGetValue(node, out var refusal)) return new(1, "", $"sbatch: error: {refusal}\n");
                var id = (++_ids).ToString(CultureInfo.InvariantCulture);
                var name = arguments.Single(argument => argument.StartsWith(NameOption, StringComparison.Ordinal))[NameOption.Length..];
                _jobs[id] = (new AttemptName(node, int.Parse(arguments[^1], CultureInfo.InvariantCulture)), true, name);
                AfterSubmission?.Invoke();
                return new(0, id + "\n", "");
            case "scancel":
                if (CancelRefusals-- > 0) return new(1, "", "scancel: error: Kill job error: Access/permission denied\n");
                string[] denied = [.. arguments.Where(Undying.Contains)];
                Cancelled.AddRange(arguments.Except(denied));
                foreach (var one in arguments.Except(denied).Where(one => !Saving.Contains(one))) _jobs.Remove(one);
                return denied.Length == 0
                    ? new(0, "", "")
                    : new(1, "", string.Concat(denied.Select(one => $"scancel: error: Kill job error on job id {one}: Access denied\n")));
            case "scontrol" when arguments[0] == "update":
                var drained = arguments[1]["nodename=".Length..];
                if (Silent.Contains(drained)) throw new LauncherException("scontrol did not answer within 60 s");
                if (Refusals.TryGetValue(drained, out var denial)) return new(1, "", $"scontrol: error: {denial}\n");
                Assert.Equal("state=drain", arguments[2]);
                Drained[drained] = arguments[3]["reason=".Length..];
                return new(0, "", "");
            case "scontrol":
                var state = !_jobs.TryGetValue(arguments[^1], out var known) ? "NODE_FAIL" : known.IsPending ? "PENDING" : "RUNNING";
                return new(0, $"JobId={arguments[^1]} JobState={state} Reason=None Restarts=0\n", "");
            default:
                return new(1, "", "");
        }
    }

    public sealed class KilledException : Exception;
}
