using System.Collections.Immutable;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Launchers;

/// <summary>One round of a campaign: see how it stands, submit what is due. The same again changes nothing: cron may do it.</summary>
public sealed class CampaignRound(CampaignFolder folder, ILauncher launcher, TimeProvider time)
{
    /// <summary>How it stands; nothing is started.</summary>
    /// <exception cref="LauncherException">The scheduler does not answer.</exception>
    public (ImmutableArray<NodeReport> Reports, Evidence Evidence) Look()
    {
        // The scheduler first: a job that ends in between has its files by then, and is not taken for lost.
        var asked = launcher.Ask(folder.Files());
        var files = folder.Files();
        var evidence = files with { Jobs = asked.Jobs, Targets = asked.Targets, Gone = asked.Gone };
        return (CampaignStates.Of(folder.Campaign, evidence, time.GetUtcNow()), evidence);
    }

    /// <summary>Submits what is due, and looks again.</summary>
    /// <returns>How it stands, and how many jobs were submitted; null for those where another process is at it.</returns>
    /// <exception cref="LauncherException">The scheduler does not answer.</exception>
    public (ImmutableArray<NodeReport> Reports, int? Submitted) Go()
    {
        using var held = folder.TryLock();
        var (reports, evidence) = Look();
        if (held is null) return (reports, null);
        var due = NextSteps.Of(folder.Campaign, reports, evidence);
        if (due.IsEmpty) return (reports, 0);
        var count = 0;
        foreach (var submission in launcher.Submit(due))
        {
            // Before the scheduler is asked for another job, never between its answer and the note of it.
            if (submission is { JobId: null, Refusal: null } && folder.IsCancelled) break;
            folder.Append(submission);
            if (submission.JobId is not null) count++;
        }

        return (Look().Reports, count);
    }

    /// <summary>Ends the jobs of a cancelled campaign, and waits for them.</summary>
    /// <param name="pause">Between two looks.</param>
    /// <param name="patience">How long jobs may take to save what they have.</param>
    /// <returns>How it stands, how many jobs are left, and what the scheduler said against it last; null where it took all.</returns>
    /// <exception cref="LauncherException">The scheduler does not answer.</exception>
    public async Task<(ImmutableArray<NodeReport> Reports, int Left, string? Complaint)> EndAsync(
        TimeSpan pause, TimeSpan patience, CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + patience;
        var told = new HashSet<AttemptName>();
        while (true)
        {
            // Whoever submits holds the lock: a job that it is just giving away shows up later.
            using (var held = folder.TryLock())
            {
                var (reports, evidence) = Look();
                // A job is told once: a second signal would keep it from saving.
                var jobs = evidence.Jobs?.Where(job => !told.Contains(job.Key)).ToImmutableDictionary();
                var answer = jobs is { IsEmpty: true } ? Cancellation.Complete : launcher.Cancel(evidence with { Jobs = jobs });
                told.UnionWith((jobs ?? []).Where(job => !answer.Left.Contains(job.Value.Id)).Select(job => job.Key));
                var left = evidence.Jobs?.Count ?? 0;
                if ((left == 0 && held is not null) || time.GetUtcNow() >= until) return (reports, left, answer.Complaint);
            }

            await Task.Delay(pause, time, cancellation);
        }
    }
}
