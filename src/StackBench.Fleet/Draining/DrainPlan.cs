using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Text;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Draining;

/// <summary>
/// Which nodes a judged night takes out of service: those that a fresh job found slower than their own history once more. A device that was
/// always slower than its siblings, and a whole rack, are a person's decision.
/// </summary>
/// <param name="Confirmed">Nodes that a fresh job found slower than they were, whatever the scheduler says of them.</param>
/// <param name="Left">Findings that drain nothing, with the reason.</param>
public sealed record DrainPlan(ImmutableArray<NodeDrain> Drains, int Confirmed, ImmutableArray<string> Left)
{
    /// <summary>Share of the fleet that may be drained at once where nobody says another number.</summary>
    private const double UsualShare = 0.01;

    private const int LongestReason = 200;

    /// <summary>Most nodes of a fleet that are drained at once where nobody says another number: one in a hundred, at least one.</summary>
    public static int UsualMost(int nodes) => Math.Max(1, (int)(UsualShare * nodes));

    /// <param name="targets">Nodes as the scheduler sees them; null where it was not asked.</param>
    public static DrainPlan Of(FleetJudgement judgement, IReadOnlyDictionary<string, Target>? targets)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        var (drains, left) = (ImmutableArray.CreateBuilder<NodeDrain>(), ImmutableArray.CreateBuilder<string>());
        FleetFinding[] places = [.. judgement.Findings.Where(finding => finding.Level == OutlierLevel.Place && IsSlow(finding))];
        foreach (var place in places)
        {
            left.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{place.Place}: {place.Nodes.Length} nodes below one switch are slow together: look at power, cooling and the switch"));
        }

        var suspected = judgement.Findings.Count(finding => finding.State == OutlierState.Suspected && finding.Node is not null);
        if (suspected > 0)
            left.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{suspected} {(suspected == 1 ? "finding is" : "findings are")} only suspected: fleet run --again {judgement.Night}"));
        var confirmed = 0;
        foreach (var node in judgement.Findings.Where(finding => finding is { State: OutlierState.Confirmed, Node: not null })
            .GroupBy(finding => finding.Node!, StringComparer.Ordinal))
        {
            FleetFinding[] changed =
                [.. node.Where(finding => finding.Rule == OutlierRule.Changed).OrderByDescending(finding => finding.Loss)];
            if (changed.Length == 0)
            {
                left.Add($"{node.Key}: slower than its siblings, not than it was: a person decides");
                continue;
            }

            confirmed++;
            if (places.FirstOrDefault(place => place.Place == changed[0].Place) is { } slow)
                left.Add($"{node.Key}: below {slow.Place}, which is slow as a whole");
            else if (targets is not null && !targets.ContainsKey(node.Key)) left.Add($"{node.Key}: the scheduler does not know it");
            else if (targets?[node.Key].Unreachable is { } why) left.Add($"{node.Key}: already {why}");
            else drains.Add(new NodeDrain(node.Key, Reason(judgement.Night, changed)));
        }

        return new DrainPlan(drains.ToImmutable(), confirmed, left.ToImmutable());
    }

    private static bool IsSlow(FleetFinding finding) => finding.State != OutlierState.NotConfirmed;

    private static string Reason(string night, FleetFinding[] findings)
    {
        var worst = findings[0];
        var device = worst.Slot is { } slot ? $" on {slot}" : "";
        var more = findings.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $", and {findings.Length - 1} more") : "";
        var text = SafeText.OneLine(string.Create(
            CultureInfo.InvariantCulture,
            $"stackbench {night}: {worst.Evidence}{device} lost {worst.Loss * 100:0.0} % (z {worst.Z:0}, confirmed){more}"));
        return text.Length > LongestReason ? text[..LongestReason] : text;
    }
}
