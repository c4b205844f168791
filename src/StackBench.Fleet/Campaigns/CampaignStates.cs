using System.Collections.Immutable;
using System.Globalization;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Campaigns;

/// <summary>The state of every node of a plan. Pure: the same files and the same words of the scheduler give the same states.</summary>
public static class CampaignStates
{
    // Exit codes of 'stackbench run'.
    private const int Complete = 0, Partial = 4, NothingRan = 5, Interrupted = 130;

    private const int Signalled = 128;

    public static ImmutableArray<NodeReport> Of(Campaign campaign, Evidence evidence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(evidence);
        var attempts = evidence.Started.Concat(evidence.Done).Concat(evidence.Ended.Keys).Concat(evidence.Jobs?.Keys ?? [])
            .Concat(evidence.Submissions.Where(one => one.Refusal is null).Select(one => new AttemptName(one.Node, one.Attempt)))
            .Distinct().ToLookup(attempt => attempt.Node, StringComparer.Ordinal);
        var refusals = evidence.Submissions.Where(one => one.Refusal is not null)
            .GroupBy(one => one.Node, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var isOver = campaign.Deadline is { } deadline && now >= deadline;
        return
        [
            .. campaign.Nodes.Select(node =>
            {
                AttemptName[] own = [.. attempts[node].OrderBy(attempt => attempt.Attempt)];
                var report = Report(node, own, refusals.GetValueOrDefault(node), evidence, isOver);
                var isCurable = report.IsCurable && own.Length < campaign.Attempts && !isOver && !evidence.IsCancelled
                    && evidence.Targets.GetValueOrDefault(node)?.Unreachable is null;
                return report with { Attempts = own.Length, IsCurable = isCurable };
            }),
        ];
    }

    private static NodeReport Report(string node, AttemptName[] attempts, Submission? refusal, Evidence evidence, bool isOver)
    {
        NodeReport At(AttemptName attempt, NodeState state, string reason = "", bool isCurable = false) =>
            new(node, state, attempt.Attempt, 0, reason, isCurable);

        // Whatever a later attempt did: what is complete stays so.
        foreach (var attempt in attempts.Reverse())
            if (evidence.Done.Contains(attempt) && evidence.Ended.GetValueOrDefault(attempt, -1) == Complete)
                return At(attempt, NodeState.Complete);
        if (attempts is not [.., var newest]) return Unstarted(node, refusal, evidence, isOver);
        // A document or an exit code outlives the job: the scheduler may still be cleaning up.
        var hasCode = evidence.Ended.TryGetValue(newest, out var code);
        if (hasCode && evidence.Done.Contains(newest))
        {
            return code switch
            {
                Partial => At(newest, NodeState.Partial, "some workloads are missing"),
                Interrupted => At(newest, NodeState.Partial, "interrupted", isCurable: true),
                NothingRan => At(newest, NodeState.Failed, "nothing could be measured"),
                _ => At(newest, NodeState.Failed, Exit(code), isCurable: true),
            };
        }

        if (evidence.Jobs?.GetValueOrDefault(newest) is { } job && !hasCode)
        {
            return job.IsPending
                ? At(newest, isOver ? NodeState.Late : NodeState.Queued, job.Reason)
                : At(newest, NodeState.Running, job.Reason);
        }

        if (hasCode)
        {
            return code switch
            {
                Complete => At(newest, isOver ? NodeState.Late : NodeState.Running, "it ended; its document is not visible yet"),
                Interrupted => At(newest, NodeState.Lost, "interrupted before anything was measured", isCurable: true),
                // A shell's words for a program that a signal ended.
                > Signalled => At(newest, NodeState.Lost, Killed(code - Signalled), isCurable: true),
                _ => At(newest, NodeState.Failed, Exit(code), isCurable: true),
            };
        }

        if (evidence.Done.Contains(newest)) return At(newest, NodeState.Partial, "it ended without an exit code", isCurable: true);
        if (evidence.Jobs is null)
            return isOver ? At(newest, NodeState.Late, "it has not ended")
                : At(newest, evidence.Started.Contains(newest) ? NodeState.Running : NodeState.Queued);
        return At(newest, NodeState.Lost, evidence.Gone.GetValueOrDefault(newest, "unknown"), isCurable: true);
    }

    private static NodeReport Unstarted(string node, Submission? refusal, Evidence evidence, bool isOver)
    {
        if (evidence.Targets.GetValueOrDefault(node) is { Unreachable: { } why }) return new(node, NodeState.Unreachable, 0, 0, why);
        if (isOver) return new(node, NodeState.Late, 0, 0, "no job was submitted before the deadline");
        return refusal is null
            ? new(node, NodeState.Planned, 0, 0, IsCurable: true)
            : new(node, NodeState.Refused, 0, 0, refusal.Refusal!, IsCurable: true);
    }

    private static string Killed(int signal) => string.Create(CultureInfo.InvariantCulture, $"its program was killed by signal {signal}");

    private static string Exit(int code) => string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
}
