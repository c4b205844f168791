using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Verdicts;
using StackBench.Report;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>Whether the hardware delivers, what loses it, and whether it got slower.</summary>
internal static class HomeAnswer
{
    private const string Layers = "layers";

    public static ImmutableArray<TextLine> Lines(ScreenState state, int width)
    {
        if (state.Table is not { } table) return [];
        // What each layer gives is drawn below.
        var sentences = table.Summary.Where(sentence => sentence.Code != Layers).ToList();
        if (table.Summary.Any(sentence => sentence is { Code: Layers, Kind: SentenceKind.Fine }))
            sentences.Insert(0, new SummarySentence(Layers, SentenceKind.Fine, MachineVerdict.NoLoss));
        if (sentences.Count == 0)
            sentences.Add(new SummarySentence(
                Layers, SentenceKind.Note, "No layer can be compared with one below it: this run measured too little of the stack."));
        var comparison = state.Comparison?.CandidateRun == table.Run.Id ? state.Comparison : null;
        var before = sentences.TakeWhile(sentence => sentence.Kind is SentenceKind.Loss or SentenceKind.Problem).Count();
        // What became slower stands before what is fine, and what others of its kind give can wait.
        if (comparison is null || !IsWrong(ComparisonCounts.Of(comparison))) before = Math.Max(before, 1);
        return
        [
            .. SummaryView.Lines([.. sentences.Take(before)], width, state.Glyphs),
            .. comparison is null
                ? Paragraph(new Sign("–", "-", Role.Muted), state.NoComparison ?? "Comparing...", Role.Muted, width, state.Glyphs)
                : Change(comparison, state.Reference, width, state.Glyphs),
            .. SummaryView.Lines([.. sentences.Skip(before)], width, state.Glyphs),
        ];
    }

    private static bool IsWrong(ComparisonCounts counts) => counts.Lost + counts.Regressions + counts.Suspected > 0;

    private static ImmutableArray<TextLine> Change(RunComparison comparison, string? reference, int width, Glyphs glyphs)
    {
        var counts = ComparisonCounts.Of(comparison);
        Verdict? worst = Vocabulary.Order.Where(verdict => counts.Of(verdict) > 0).Select(verdict => (Verdict?)verdict).FirstOrDefault();
        var sign = counts.Lost > 0 ? Vocabulary.SignOf(Mark.Failed)
            : worst is Verdict.NoChange or Verdict.SmallChange ? Vocabulary.SignOf(Mark.Sound)
            : Vocabulary.SignOf(worst ?? Verdict.NotComparable);
        var isWrong = IsWrong(counts);
        return
        [
            .. Paragraph(sign, $"Against {(reference is null ? "" : $"{reference}, ")}{ComparisonText.Baseline(comparison)}: "
                    + $"{ComparisonAnswer.Of(comparison)}.",
                isWrong ? sign.Role : Role.Plain, width, glyphs),
            .. isWrong && LossText.Suspects(comparison) is { } suspects
                ? Paragraph(new Sign(" ", " ", Role.Plain), suspects, Role.Muted, width, glyphs)
                : [],
        ];
    }

    private static ImmutableArray<TextLine> Paragraph(Sign sign, string text, Role role, int width, Glyphs glyphs)
    {
        var mark = new Span(glyphs.Text(sign), sign.Role);
        return
        [
            .. TextWidth.Wrap(glyphs.Text(text), width - 2).Select((line, index) =>
                TextLine.Of(index == 0 ? mark : " ", " ", new Span(line, role))),
        ];
    }
}
