using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Fleet.Outliers;
using StackBench.Report;
using StackBench.Report.Nights;

namespace StackBench.Fleet.Nights;

/// <summary>The answer of a night in sentences: who is slow, who is absent, who has no verdict.</summary>
internal static class NightAnswer
{
    private const int MostNamed = 8;

    public static ImmutableArray<NightSentence> Of(FleetRecord record, FleetJudgement judgement)
    {
        var answer = ImmutableArray.CreateBuilder<NightSentence>();
        void Say(Sign sign, string text) => answer.Add(new NightSentence(sign, text));
        var absent = record.Absent.Where(one => one.Slot is null).Select(one => FindingText.Cut(one.Node)).ToArray();
        var lost = record.Absent.Where(one => one.Slot is not null).Select(one => FindingText.Device(one.Node, one.Slot!)).ToArray();
        var total = FindingText.Count(judgement.Nodes + absent.Length, "node");
        var confirmed = Found(judgement, OutlierState.Confirmed);
        var slow = confirmed.SelectMany(finding => finding.Nodes).ToHashSet(StringComparer.Ordinal);
        var suspected = Found(judgement, OutlierState.Suspected);
        var open = suspected.SelectMany(finding => finding.Nodes).Where(node => !slow.Contains(node)).ToHashSet(StringComparer.Ordinal);
        var isApart = !judgement.Populations.IsEmpty || !judgement.Shifts.IsEmpty;
        var isJudged = judgement.ChangedTests + judgement.SlowTests > 0;
        if (slow.Count > 0)
            Say(Vocabulary.SignOf(Verdict.Regression), $"{Of(slow.Count)} of {total} {Are(slow.Count)} slow: {Named(confirmed)}.");
        if (suspected.Length > 0)
            Say(Vocabulary.SignOf(Verdict.Suspected), (open.Count > 0
                ? $"{Of(open.Count)} of {total} {Are(open.Count)} suspected to be slow: "
                : "Suspected besides: ") + $"{Named(suspected)}. A fresh job confirms or clears it{Again(judgement.Night)}.");
        if (slow.Count == 0 && suspected.Length == 0 && isJudged)
            Say(Vocabulary.SignOf(Mark.Sound), isApart || Unjudged(record, judgement) > 0 ? "No outlier among the judged devices."
                : absent.Length + lost.Length > 0 ? "No node that was measured is slow."
                : "No node is slow.");
        if (Found(judgement, OutlierState.NotConfirmed) is [_, ..] cleared)
            Say(Vocabulary.SignOf(Verdict.NoChange), $"A fresh job did not find it again: {Named(cleared)}.");
        if (absent.Length > 0)
            Say(Vocabulary.SignOf(Verdict.Suspected), $"{Of(absent.Length)} of {total} {Are(absent.Length)} absent: {Named(absent)}.");
        if (lost.Length > 0)
            Say(Vocabulary.SignOf(Verdict.Suspected),
                $"{FindingText.Count(lost.Length, "device")} of measured nodes {Are(lost.Length)} absent: {Named(lost)}.");
        if (!isJudged) Say(Vocabulary.SignOf(Verdict.Inconclusive), FindingText.NoVerdict);
        else if (Unjudged(record, judgement) is > 0 and var without)
            Say(Vocabulary.SignOf(Verdict.Inconclusive),
                $"{Of(without)} of {FindingText.Count(judgement.Devices, "device")} {(without == 1 ? "has" : "have")} no verdict: too few "
                + "siblings and nights.");
        foreach (var two in judgement.Populations) Say(Vocabulary.SignOf(Verdict.Suspected), FindingText.Populations(two));
        foreach (var shift in judgement.Shifts) Say(Vocabulary.SignOf(Verdict.Suspected), FindingText.Shift(shift));
        return answer.ToImmutable();
    }

    private static FleetFinding[] Found(FleetJudgement judgement, OutlierState state) =>
        [.. judgement.Findings.Where(finding => finding.State == state)];

    /// <summary>Devices with a value and without a verdict in any series.</summary>
    private static int Unjudged(FleetRecord record, FleetJudgement judgement)
    {
        var (measured, tested) = (new bool[record.Units.Length], new bool[record.Units.Length]);
        foreach (var (index, series) in record.Series.Index())
        {
            for (var column = 0; column < series.Units.Length; column++)
            {
                measured[series.Units[column]] = true;
                tested[series.Units[column]] |= judgement.IsTested(index, column);
            }
        }

        return measured.Zip(tested).Count(unit => unit is { First: true, Second: false });
    }

    private static string Named(FleetFinding[] findings) => Named([.. findings.Select(finding => finding.Level == OutlierLevel.Place
        ? $"{FindingText.Cut(finding.Place!)} ({Below(finding)})"
        : FindingText.Who(finding))]);

    private static string Below(FleetFinding place) => string.Join(", ", place.Nodes.Take(MostNamed).Select(FindingText.Cut))
        + (place.Nodes.Length > MostNamed ? ", ..." : "");

    private static string Named(string[] names) => string.Join(", ", names.Order(NaturalOrder.Instance).Take(MostNamed))
        + (names.Length > MostNamed ? $" and {Of(names.Length - MostNamed)} more" : "");

    // A label may be anything, and people paste commands into a shell.
    private static string Again(string night) =>
        NodeName.IsValid(night) ? $": stackbench fleet run --again {night} --spool DIR" : "";

    private static string Are(int count) => count == 1 ? "is" : "are";

    private static string Of(int count) => count.ToString(CultureInfo.InvariantCulture);
}
