using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;

namespace StackBench.Terminal;

/// <summary>A judged night for the terminal: findings first, then populations, what the fleet changed, and the slowest devices.</summary>
internal static class FleetView
{
    private const int MostRanked = 5, MostNodes = 6;

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
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{judgement.Night}: {Count(judgement.Nodes, "node")}, {Count(judgement.Devices, "device")}. Judged by their own history: "
            + $"{judgement.ChangedTests} of {Count((int)judgement.Values, "value")}; by their siblings: {judgement.SlowTests}."));
        if (!judgement.Findings.IsEmpty)
            lines.AddRange(new Grid(Columns, [.. judgement.Findings.Select(finding => Row(finding, glyphs))], glyphs).Layout(width));
        else if (judgement.ChangedTests + judgement.SlowTests > 0) Say("No outlier found.");
        else Say("No verdict: it needs 5 earlier nights of at least 5 devices, or 5 devices of a kind in the same slot.", Role.Warn);
        if (judgement.Findings.Any(finding => finding.State == OutlierState.Suspected))
            Say($"One job alone raises a suspicion. A fresh job confirms or clears it: fleet run --again {judgement.Night}", Role.Muted);
        foreach (var two in judgement.Populations) Say(Populations(two), Role.Warn);
        foreach (var shift in judgement.Shifts)
            Say($"The whole fleet changed in {shift.Series}: {Signed(shift.Change)} against the nights before.", Role.Warn);
        if (judgement.Worst.Length > 1)
            Say($"Slowest against their siblings: {string.Join(", ", judgement.Worst.Take(MostRanked).Select(Ranked))}", Role.Muted);
        return lines.ToImmutable();
    }

    private static CellsRow Row(FleetFinding finding, Glyphs glyphs) => new(
    [
        new Span(glyphs.Text(Who(finding)), IsHeading: true),
        finding.State switch
        {
            OutlierState.Confirmed => new Span("confirmed", Role.Worse),
            OutlierState.Suspected => new Span("suspected", Role.Warn),
            _ => new Span("not confirmed", Role.Muted),
        },
        finding.Rule == OutlierRule.Changed ? "own history" : "siblings",
        NumberText.Share(finding.Loss),
        $"{NumberText.Number(finding.Z, 2)}x",
        glyphs.Text(finding.Metrics > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{finding.Evidence} and {finding.Metrics - 1} more")
            : finding.Evidence.ToString()),
    ]);

    private static string Who(FleetFinding finding) => finding.Level switch
    {
        OutlierLevel.Place => string.Create(CultureInfo.InvariantCulture, $"{finding.Place} ({Count(finding.Nodes.Length, "node")})"),
        OutlierLevel.Node => finding.Node!,
        _ => $"{finding.Node} {finding.Slot}",
    };

    private static string Populations(FleetPopulations two)
    {
        var nodes = string.Join(", ", two.Low.Take(MostNodes)) + (two.Low.Length > MostNodes ? ", ..." : "");
        var facts = two.Suspects.IsEmpty
            ? "No recorded fact explains the split."
            : "Split the same way by " + string.Join("; ", two.Suspects.Select(
                fact => $"{fact.Name}: {fact.OfLow ?? "other"} there, {fact.OfHigh ?? "other"} elsewhere")) + ".";
        return string.Create(CultureInfo.InvariantCulture,
            $"Two populations: {two.Low.Length} of {two.Of} nodes {(two.IsOfChange ? "lost" : "are")} {NumberText.Share(two.Loss)} "
            + $"{(two.IsOfChange ? "more than the rest" : "slower")} ({two.Series}): {nodes}. {facts}");
    }

    private static string Ranked(RankedUnit one) => $"{one.Unit.Node} {one.Unit.Slot} {Signed(-one.Loss)}";

    private static string Signed(double share) => (share >= 0 ? "+" : "-") + NumberText.Share(Math.Abs(share));

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
