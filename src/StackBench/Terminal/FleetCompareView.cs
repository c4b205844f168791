using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Rollout;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>Nodes compared by a fact, for the terminal: the answer in a sentence, a line per workload, what it rests on.</summary>
internal static class FleetCompareView
{
    private static readonly ImmutableArray<GridColumn> Columns =
    [
        new(""), new("workload", MinWidth: 16), new("nodes", IsNumeric: true), new("others", IsNumeric: true, DropOrder: 3),
        new("change", IsNumeric: true), new("interval", IsNumeric: true, DropOrder: 1), new("p", IsNumeric: true, DropOrder: 2),
        new("verdict", MinWidth: 14),
    ];

    public static ImmutableArray<TextLine> Lines(RolloutComparison comparison, int width, Glyphs glyphs)
    {
        var lines = ImmutableArray.CreateBuilder<TextLine>();
        void Say(string text, Role role = Role.Plain, bool isHeading = false) => lines.AddRange(
            TextWidth.Wrap(glyphs.Text(text), width).Select(line => TextLine.Of(new Span(line, role, isHeading))));
        Say(RolloutText.Answer(comparison), isHeading: true);
        lines.Add(TextLine.Empty);
        var several = comparison.Workloads.Select(one => one.Series.Engine).Distinct().Count() > 1;
        lines.AddRange(new Grid(Columns, [.. comparison.Workloads.Select(one => Row(one, several, glyphs))], glyphs).Layout(width));
        lines.Add(TextLine.Empty);
        Say(RolloutText.Basis(comparison), comparison.Design == RolloutDesign.ChangeAgainstChange ? Role.Muted : Role.Warn);
        if (comparison.Left > 0)
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"Not judged: {comparison.Left} node{(comparison.Left == 1 ? "" : "s")} that changed in nights with no other to compare."),
                Role.Warn);
        if (!comparison.Along.IsEmpty) Say(Along(comparison), Role.Warn);
        if (comparison.Unconcerned > 0)
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"Left out, as {comparison.Fact.Name} cannot concern them: {comparison.Unconcerned} "
                + $"workload{(comparison.Unconcerned == 1 ? "" : "s")}."), Role.Muted);
        Say($"{comparison.Fact.Name}: {string.Join(", ", comparison.Fact.With)} against {string.Join(", ", comparison.Fact.Against)}. "
            + $"Changes are of speed: below zero is slower. {RolloutText.ErrorRate(comparison)}", Role.Muted);
        return lines.ToImmutable();
    }

    private static CellsRow Row(WorkloadChange one, bool hasEngine, Glyphs glyphs)
    {
        var role = Vocabulary.SignOf(one.Verdict).Role;
        var more = one.Reason ?? (one.Needed is { } needed
            ? string.Create(CultureInfo.InvariantCulture, $"needs {needed} nodes a side")
            : null);
        return new CellsRow(
        [
            new Span(glyphs.Verdict(one.Verdict), role),
            glyphs.Text(hasEngine && one.Series.Engine is { } engine ? $"{one.Series} ({engine})" : one.Series.ToString()),
            one.Judged.ToString(CultureInfo.InvariantCulture),
            new Span(one.Others.ToString(CultureInfo.InvariantCulture), Role.Muted),
            new Span((one.Change < 0 ? "-" : "+") + NumberText.Share(Math.Abs(one.Change)), role),
            new Span(RolloutText.Range(one.Interval), Role.Muted),
            new Span(one.AdjustedPValue is { } p ? P(p) : "", Role.Muted),
            new Span(glyphs.Text(Vocabulary.Word(one.Verdict) + (more is null ? "" : $": {more}")), role),
        ]);
    }

    private static string Along(RolloutComparison comparison)
    {
        var facts = string.Join("; ", comparison.Along.Select(Fact));
        return comparison.Design == RolloutDesign.ChangeAgainstChange
            ? $"Changed on the same nodes as well: {facts}. Each of these may be the cause."
            : $"Differs between the same nodes as well: {facts}. Each of these may be the cause.";
    }

    private static string Fact(SplittingFact fact) => (fact.OfLow, fact.OfHigh) switch
    {
        ({ } low, { } high) => $"{fact.Name}: {low} against {high}",
        ({ } low, null) => $"{fact.Name}: {low}",
        (null, { } high) => $"{fact.Name}: not {high}",
        _ => fact.Name,
    };

    private static string P(double value) => value < 0.001 ? "<0.001" : value.ToString("0.000", CultureInfo.InvariantCulture);
}
