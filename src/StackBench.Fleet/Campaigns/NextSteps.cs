using System.Collections.Immutable;
using StackBench.Fleet.Reading;

namespace StackBench.Fleet.Campaigns;

/// <summary>Who gets a job now.</summary>
public static class NextSteps
{
    /// <summary>Attempts to submit: idle nodes first, first attempts before others, never more pending than the campaign allows.</summary>
    public static ImmutableArray<AttemptName> Of(Campaign campaign, ImmutableArray<NodeReport> reports, Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.IsCancelled) return [];
        var pending = reports.Count(report => report.State == NodeState.Queued);
        var latest = Latest(evidence);
        return
        [
            .. reports.Where(report => report.IsCurable)
                .OrderByDescending(report => evidence.Targets.GetValueOrDefault(report.Node)?.IsIdle ?? false)
                .ThenBy(report => report.Attempts)
                .Take(Math.Max(0, campaign.MostQueued - pending))
                .Select(report => new AttemptName(report.Node, latest.GetValueOrDefault(report.Node) + 1)),
        ];
    }

    /// <summary>Whether nothing is to be expected any more without somebody's help.</summary>
    public static bool IsSettled(ImmutableArray<NodeReport> reports) => reports.All(report =>
        report.State is not (NodeState.Queued or NodeState.Running) && (!report.IsCurable || report.State == NodeState.Refused));

    // A number that was used once is never used again, so that no document can take another's place.
    private static Dictionary<string, int> Latest(Evidence evidence) =>
        evidence.Submissions.Select(one => new AttemptName(one.Node, one.Attempt))
            .Concat(evidence.Started).Concat(evidence.Done).Concat(evidence.Ended.Keys).Concat(evidence.Jobs?.Keys ?? [])
            .GroupBy(attempt => attempt.Node, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(attempt => attempt.Attempt), StringComparer.Ordinal);
}
