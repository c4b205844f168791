using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>A judged night for the terminal: findings first, then populations, what the fleet changed, and the slowest devices.</summary>
internal static class FleetView
{
    private const int MostRanked = 5;

    private static readonly ImmutableArray<GridColumn> Columns =
    [
        new("slow"), new("verdict"), new("against", DropOrder: 2), new("loss", IsNumeric: true),
        new("noise", IsNumeric: true, DropOrder: 1),
        new("seen in", MinWidth: 20),
    ];

    public static ImmutableArray<TextLine> Lines(FleetJudgement judgement, int width, Glyphs glyphs)
    {
        var lines = ImmutableArray.CreateBuilder<TextLine>();
        void Say(string text, Role role = Role.Plain) => lines.AddRange(
            TextWidth.Wrap(glyphs.Text(text), width).Select(line => TextLine.Of(new Span(line, role))));
        Say(FindingText.Measured(judgement));
        if (!judgement.Findings.IsEmpty)
            lines.AddRange(new Grid(Columns, [.. judgement.Findings.Select(finding => Row(finding, glyphs))], glyphs).Layout(width));
        else if (judgement.ChangedTests + judgement.SlowTests > 0) Say("No outlier found.");
        else Say(FindingText.NoVerdict, Role.Warn);
        if (judgement.Findings.Any(finding => finding.State == OutlierState.Suspected))
            Say($"One job alone raises a suspicion. A fresh job confirms or clears it: fleet run --again {judgement.Night}", Role.Muted);
        foreach (var two in judgement.Populations) Say(FindingText.Populations(two), Role.Warn);
        foreach (var shift in judgement.Shifts) Say(FindingText.Shift(shift), Role.Warn);
        if (judgement.Worst.Length > 1)
            Say($"Slowest against their siblings: {string.Join(", ", judgement.Worst.Take(MostRanked).Select(Ranked))}", Role.Muted);
        return lines.ToImmutable();
    }

    private static CellsRow Row(FleetFinding finding, Glyphs glyphs) => new(
    [
        new Span(glyphs.Text(FindingText.Who(finding)), IsHeading: true),
        new Span(FindingText.Verdict(finding.State), finding.State switch
        {
            OutlierState.Confirmed => Role.Worse,
            OutlierState.Suspected => Role.Warn,
            _ => Role.Muted,
        }),
        FindingText.Against(finding.Rule),
        NumberText.Share(finding.Loss),
        FindingText.Noise(finding),
        glyphs.Text(FindingText.SeenIn(finding)),
    ]);

    private static string Ranked(RankedUnit one) => $"{one.Unit.Node} {one.Unit.Slot} {SignedShare.Of(-one.Loss)}";
}
