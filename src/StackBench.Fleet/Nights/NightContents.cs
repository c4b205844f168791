using System.Collections.Immutable;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;
using StackBench.Report.Nights;

namespace StackBench.Fleet.Nights;

/// <summary>A judged night as the contents of its page. Pure.</summary>
public static class NightContents
{
    /// <summary>Devices from which on the page lists more of the slowest, as it then draws racks.</summary>
    private const int ManyDevices = 4096;

    private const int MostDetails = 40, UsualRanked = 20, MostRanked = 200;

    /// <summary>Slowest devices that a page of so many devices lists.</summary>
    public static int Ranked(int devices) => devices > ManyDevices ? MostRanked : UsualRanked;

    /// <param name="title">Null for the name of the night.</param>
    public static NightContent Of(FleetRecord record, FleetJudgement judgement, FleetMatrix matrix, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentNullException.ThrowIfNull(matrix);
        var anchors = Anchors(judgement.Findings);
        var hasRacks = NightMaps.HasRacks(matrix);
        return new NightContent(
            FindingText.Cut(judgement.Night), FindingText.Measured(judgement),
            judgement.Nodes + record.Absent.Count(one => one.Slot is null))
        {
            Title = title,
            Answer = NightAnswer.Of(record, judgement),
            Findings = [.. judgement.Findings.Select(Finding)],
            Absent =
            [
                .. record.Absent.OrderBy(one => one.Node, NaturalOrder.Instance).ThenBy(one => one.Slot, NaturalOrder.Instance)
                    .Select(one => new NightAbsence(
                        one.Slot is null ? FindingText.Cut(one.Node) : FindingText.Device(one.Node, one.Slot), Cut(one.Place),
                        FindingText.Cut(one.Reason))),
            ],
            Workloads =
            [
                .. matrix.Workloads.Select(workload => NightMaps.Of(workload, hasRacks, anchors)).OrderBy(one => one.Slow.IsEmpty),
            ],
            Slowest = NightRanks.Of(judgement, matrix),
            Details = Details(record, judgement),
            HasRacks = hasRacks,
        };
    }

    private static string? Cut(string? text) => text is null ? null : FindingText.Cut(text);

    private static NightFinding Finding(FleetFinding finding, int index) => new(
        FindingText.Who(finding), finding.Level == OutlierLevel.Place ? null : Cut(finding.Place), NightRanks.SignOf(finding.State),
        FindingText.Verdict(finding.State), FindingText.Against(finding.Rule), NumberText.Share(finding.Loss), FindingText.Noise(finding),
        FindingText.SeenIn(finding), index < MostDetails ? Anchor(index) : null);

    private static string Anchor(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"n{index}");

    private static Dictionary<string, string> Anchors(ImmutableArray<FleetFinding> findings)
    {
        var anchors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (index, finding) in findings.Take(MostDetails).Index())
            foreach (var node in finding.Nodes) anchors.TryAdd(node, Anchor(index));
        return anchors;
    }

    private static ImmutableArray<NightDetail> Details(FleetRecord record, FleetJudgement judgement)
    {
        if (judgement.Findings.IsEmpty) return [];
        var (history, facts) = (new NightHistory(record), new NodeFacts(record));
        return
        [
            .. judgement.Findings.Take(MostDetails).Select((finding, index) => new NightDetail(
                Anchor(index), FindingText.Who(finding), NightRanks.SignOf(finding.State),
                $"{FindingText.Verdict(finding.State)}: {NumberText.Share(finding.Loss)} slower than its "
                + $"{FindingText.Against(finding.Rule)} in {FindingText.SeenIn(finding)}, {FindingText.Noise(finding)} the noise",
                history.Of(finding.Evidence, unit =>
                    finding.Nodes.Contains(unit.Node) && (finding.Slot is null || finding.Slot == unit.Slot)),
                facts.Of(finding.Nodes))),
        ];
    }
}
